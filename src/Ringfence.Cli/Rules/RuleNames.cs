using Ringfence.Cli.Groups;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Cli.Templates;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Rules;

/// <summary>Everything that a rule can name.</summary>
internal sealed record RuleNames(NamedThings<SecurityGroup> Groups, NamedThings<Template> Templates)
{
    /// <summary>Asks the server for it.</summary>
    public static async Task<RuleNames> ReadAsync(Session session, CancellationToken cancellationToken) => new(
        await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false),
        await Template.NamesAsync(session, cancellationToken).ConfigureAwait(false));

    /// <summary>A name with its id, for people.</summary>
    public string Describe(string id) => id.StartsWith("sg-", StringComparison.Ordinal) ? Groups.Describe(id) : Templates.Describe(id);
}
