using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Fuzz.Targets;

/// <summary>A world of one group for commands to be decided in.</summary>
internal static class Tiny
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    public static Scope Scope { get; } = new("100000000001", "ap-guangzhou");

    public static World World { get; } = Control.Worlds.World.Empty.Tentative(Decide(Control.Worlds.World.Empty, new CreateSecurityGroup("web", "", null, [], null)).Changes);

    public static Decision<T> Decide<T>(World world, ICommand<T> command) => command.Decide(world, new CommandContext(Scope, Now, new Ids(), new Quotas()));

    private sealed class Ids : IIdSource
    {
        private int _last;

        public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_last:x8}");
    }
}
