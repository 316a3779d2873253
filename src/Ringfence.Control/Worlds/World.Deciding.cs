using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Control.Worlds;

/// <content>The one place where what an interface is bound to becomes what decides its packets.</content>
public sealed partial class World
{
    /// <summary>The groups whose rules decide an interface's packets, first one highest.</summary>
    public ImmutableArray<string> Deciding(NetworkInterface networkInterface) => Deciding(networkInterface.SecurityGroupIds);

    /// <summary>The groups whose rules decide where these are bound in this order.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Which of them decide is a question to a world.")]
    public ImmutableArray<string> Deciding(ImmutableArray<string> bound) => bound;
}
