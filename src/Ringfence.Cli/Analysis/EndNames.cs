using Ringfence.Cli.Instances;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Cvm;
using Ringfence.Policy.Addressing;

namespace Ringfence.Cli.Analysis;

/// <summary>Everything that can be at an end of traffic or in a rule.</summary>
internal sealed record EndNames(NamedThings<Instance> Instances, RuleNames Rules)
{
    /// <summary>What an end looks like, for help.</summary>
    public const string Form = "an address, an interface's id, or an instance or a group by id or unique name";

    /// <summary>Asks the server for it.</summary>
    public static async Task<EndNames> ReadAsync(Session session, CancellationToken cancellationToken) => new(
        await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false),
        await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false));

    /// <summary>Offers instances and groups to a shell's completion.</summary>
    public static async Task<IEnumerable<string>> OfferAsync(Session session, CancellationToken cancellationToken)
    {
        var names = await ReadAsync(session, cancellationToken).ConfigureAwait(false);
        return names.Instances.All.Select(instance => instance.InstanceName).Concat(names.Rules.Groups.All.Select(group => group.SecurityGroupName));
    }

    /// <summary>The address or id that is meant.</summary>
    /// <exception cref="CommandFailure">There is none, or there are several.</exception>
    public string Find(string text)
    {
        if (IpAddress.TryParse(text, out _) || text.StartsWith("eni-", StringComparison.Ordinal))
            return text;
        var instance = Instances.TryFind(text);
        var group = Rules.Groups.TryFind(text);
        return (instance, group) switch
        {
            (not null, not null) => throw CommandFailure.Usage($"Both an instance and a group are called '{text}': {instance.InstanceId}, {group.SecurityGroupId}. Give the id."),
            (not null, null) => instance.InstanceId,
            (null, not null) => group.SecurityGroupId,
            _ => throw CommandFailure.NotFound($"There is no instance and no group '{text}'.{Hint(text)}"),
        };
    }

    private string Hint(string text) =>
        Nearest.To(text, Instances.All.Select(instance => instance.InstanceName).Concat(Rules.Groups.All.Select(group => group.SecurityGroupName))) is { } near ? $" Did you mean '{near}'?" : "";
}
