using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Support;

/// <summary>Compares the indexes of a world with the plainest possible computation from its documents.</summary>
internal static class WorldAssert
{
    public static void IndexesAreRight(World world)
    {
        var interfaces = world.Interfaces.Values.ToList();
        Same(interfaces.SelectMany(i => i.SecurityGroupIds.Select(g => (g, i.Id))), world.InterfacesByGroup);
        Same(interfaces.Select(i => (i.Binding, i.Id)), world.InterfacesByBinding);
        Same(interfaces.Where(i => i.MemberAddresses.Any(Outside.Contains)).Select(i => (i.Binding, i.Id)), world.PublicInterfacesByBinding);
        Same(interfaces.SelectMany(i => i.SecurityGroupIds.Select(g => (g, i.Binding))), world.BindingsByGroup);
        Same(interfaces.Select(i => (i.Host, i.Id)), world.InterfacesByHost);
        Same(interfaces.Select(i => (new DeviceKey(i.Host, i.Device), i.Id)), world.InterfacesByDevice);
        Same(interfaces.SelectMany(i => i.MemberAddresses.Select(a => (new AddressKey(i.Scope, i.VpcId, a), i.Id))), world.InterfacesByAddress);
        Same(world.Groups.Values.Select(g => (g.Scope, g.Id)), world.GroupsByScope);
        Same(
            world.Groups.Values.SelectMany(g => g.Ingress.AddRange(g.Egress)
                .Select(r => r.Rule.Peer).OfType<GroupPeer>().Where(p => p.GroupId != g.Id).Select(p => (p.GroupId, g.Id))),
            world.ReferencesByGroup);

        Same(world.Templates.Values.Select(t => (t.Scope, t.Id)), world.TemplatesByScope);
        Same(world.Templates.Values.SelectMany(t => t.Members, (t, member) => (Member: (member.Content as TemplateContent.Template)?.Id, t.Id))
            .Where(pair => pair.Member is not null).Select(pair => (pair.Member!, pair.Id)), world.TemplateGroupsByTemplate);
        Same(
            world.Groups.Values.SelectMany(g => g.Ingress.AddRange(g.Egress).SelectMany(r => new[] { r.Text.AddressTemplateId, r.Text.ServiceTemplateId })
                .Where(id => id.Length > 0).Select(id => (id, g.Id))),
            world.GroupsByTemplate);

        var usage = interfaces
            .SelectMany(i => i.SecurityGroupIds.Distinct().Select(g => (Group: g, Kind: i.IsPrimary ? Type(world, i).ToString() : "Eni")))
            .GroupBy(use => use.Group)
            .ToDictionary(uses => uses.Key, uses => uses.CountBy(use => use.Kind).ToDictionary());
        Assert.Equal(usage.Keys.Order(), world.UsageByGroup.Keys.Order());
        foreach (var (group, counts) in usage)
        {
            int Of(string kind) => counts.GetValueOrDefault(kind);
            Assert.Equal(new GroupUsage(Of("Cvm"), Of("Clb"), Of("Cdb"), Of("Other"), Of("Eni")), world.UsageByGroup[group]);
        }
    }

    private static InstanceType Type(World world, NetworkInterface item) => world.Instances.GetValueOrDefault(item.InstanceId)?.Type ?? InstanceType.Cvm;

    private static void Same<TKey>(IEnumerable<(TKey Key, string Id)> expected, IReadOnlyDictionary<TKey, System.Collections.Immutable.ImmutableHashSet<string>> actual)
        where TKey : notnull
    {
        var pairs = expected.Distinct().ToHashSet();
        var found = actual.SelectMany(entry => entry.Value.Select(id => (entry.Key, id))).ToHashSet();
        Assert.True(pairs.SetEquals(found), $"missing {string.Join(',', pairs.Except(found))}; too many {string.Join(',', found.Except(pairs))}");
        Assert.DoesNotContain(actual.Values, set => set.IsEmpty);
    }
}
