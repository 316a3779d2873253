using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Distribution;

/// <summary>A host's policy straight from the definition, as sorted text: every interface, list and set of the whole world is looked at each time.</summary>
internal static class FullBuild
{
    public static string[] Of(World world, string host)
    {
        var own = world.Interfaces.Values.Where(networkInterface => networkInterface.Host == host).ToArray();
        var bound = own.SelectMany(networkInterface => Enforced(world, networkInterface).Select(group => (Group: group, networkInterface.VpcId))).Distinct().ToArray();
        var lists = bound.SelectMany(b => new[] { Direction.Ingress, Direction.Egress }.Select(d => (Id: ListId(b.Group, d, b.VpcId), b.VpcId, Direction: d, Rules: RulesOf(world, b.Group, d)))).ToArray();
        var sets = lists.SelectMany(list => list.Rules.Select(rule => rule.Peer).OfType<GroupPeer>().Select(peer => (peer.GroupId, list.VpcId))).Distinct();
        string everything = $"r0 {AddressRanges.Everywhere} {ServiceSet.Of(Service.Any)} {RuleAction.Accept}";
        string[] open = own.Any(one => IsOpen(world, one)) ? [$"list observed/in Ingress: {everything}", $"list observed/out Egress: {everything}"] : [];
        return [.. own.Select(one => Text(world, one)).Concat(open)
            .Concat(lists.Select(list => $"list {list.Id} {list.Direction}: {string.Join("; ", list.Rules.Select(rule => Text(world, rule, list.VpcId)))}"))
            .Concat(sets.Select(set => $"set {set.GroupId}@{set.VpcId}: {Join(Members(world, set.GroupId, set.VpcId))}"))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Addresses in a fixed order.</summary>
    public static string Join(IEnumerable<IpAddress> addresses) => string.Join(' ', addresses.Order());

    private static IEnumerable<IpAddress> Members(World world, string group, string vpc) => world.Interfaces.Values
        .Where(networkInterface => networkInterface.VpcId == vpc && networkInterface.SecurityGroupIds.Contains(group))
        .SelectMany(networkInterface => networkInterface.MemberAddresses)
        .Distinct();

    private static SecurityRule[] RulesOf(World world, string group, Direction direction) =>
        world.Groups.TryGetValue(group, out var found) ? [.. found.Rules(direction).Select(rule => rule.Rule)] : [];

    private static string ListId(string group, Direction direction, string vpc) => direction == Direction.Ingress ? $"{group}/in@{vpc}" : $"{group}/out@{vpc}";

    /// <summary>The groups of an interface that are not in observe mode.</summary>
    private static string[] Enforced(World world, NetworkInterface own) =>
        [.. own.SecurityGroupIds.Where(id => !world.Groups.TryGetValue(id, out var group) || group.Mode == GroupMode.Enforce)];

    /// <summary>Whether it has groups, and all of them are.</summary>
    private static bool IsOpen(World world, NetworkInterface own) => !own.SecurityGroupIds.IsEmpty && Enforced(world, own).Length == 0;

    private static string Lists(World world, NetworkInterface own, Direction direction) => IsOpen(world, own)
        ? direction == Direction.Ingress ? "observed/in" : "observed/out"
        : string.Join(' ', Enforced(world, own).Select(group => ListId(group, direction, own.VpcId)));

    private static string Text(World world, NetworkInterface own) => string.Join(' ',
        "interface", own.Id, own.Device, own.Role, own.Mac, own.SourceCheck, $"[{string.Join(' ', own.MemberAddresses)}]",
        $"in [{Lists(world, own, Direction.Ingress)}]", $"out [{Lists(world, own, Direction.Egress)}]");

    private static string Text(World world, SecurityRule rule, string vpc)
    {
        string peer = rule.Peer switch
        {
            GroupPeer group => $"set {group.GroupId}@{vpc}",
            TemplatePeer template => AddressRanges.Of(Contents(world, template.TemplateId).OfType<TemplateContent.Addresses>().Select(content => content.Range)).ToString(),
            _ => rule.Peer.ToString(),
        };
        string service = rule.Service is TemplateService named
            ? ServiceSet.Of(Contents(world, named.TemplateId).OfType<TemplateContent.Services>().Select(content => content.Service)).ToString()
            : rule.Service.ToString();
        return $"{rule.Id} {peer} {service} {rule.Action}";
    }

    private static IEnumerable<TemplateContent> Contents(World world, string id)
    {
        if (!world.Templates.TryGetValue(id, out var template))
            return [];
        return template.Members.SelectMany(member => member.Content is TemplateContent.Template inner ? Contents(world, inner.Id) : [member.Content]);
    }
}
