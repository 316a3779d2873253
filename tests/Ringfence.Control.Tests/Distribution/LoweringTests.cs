using CsCheck;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Distribution;

public sealed class LoweringTests
{
    private static readonly IpAddress[] Far =
        [.. new[] { "10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.0.10", "10.0.1.0", "11.0.0.0", "2001:db8::", "2001:db8::1", "2001:db8::4", "2001:db8:1::", "::" }.Select(text => IpAddress.Parse(text))];

    private static readonly IpProtocol[] Protocols = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Icmp, IpProtocol.Gre];

    [Fact]
    public void What_a_host_gets_judges_as_the_world_does() => GenChanges.Commits.Sample(commits =>
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Add("h1");
        foreach (var revisions in commits)
            builder.Advance(history.CommitTogether(revisions));
        foreach (var own in history.World.Interfaces.Values.Where(item => item.Host == "h1" && IsSound(history.World, item)))
            AssertSame(history.World, own, builder["h1"]);
    }, iter: 300);

    [Fact]
    public void An_edit_of_a_template_reaches_every_list_that_uses_it_and_no_other()
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Advance(history.Commit(
            new Change.PutTemplate(Template("ipm-00000001", "10.0.0.1")), new Change.PutTemplate(Template("ipmg-00000001", "ipm-00000001")),
            new Change.PutGroup(Group("sg-00000001", ["ipm-00000001"])), new Change.PutGroup(Group("sg-00000002", ["ipmg-00000001"], ["10.0.0.0/8"])),
            new Change.PutGroup(Group("sg-00000003", ["10.0.0.0/8"])),
            new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.9.0.1"], "sg-00000001", "sg-00000003")),
            new Change.PutInterface(Interface("eni-00000002", "h1", OtherVpc, ["10.9.0.2"], "sg-00000002"))));
        var before = builder.Add("h1");
        builder.Advance(history.Commit(new Change.PutTemplate(Template("ipm-00000001", "10.0.0.1", "10.0.0.2"))));
        var after = builder["h1"];
        string[] changed = [.. after.Lists.Where(list => !ReferenceEquals(list.Value, before.Lists[list.Key])).Select(list => list.Key).Order()];
        Assert.Equal([$"sg-00000001/in@{Vpc}", $"sg-00000002/in@{OtherVpc}"], changed);
        Assert.Same(before.Interfaces, after.Interfaces);
        Assert.All(changed, id => Assert.Equal(before.Lists[id].Rules[0].Id, Assert.Single(after.Lists[id].Rules).Id));

        // A name is no change to a host.
        builder.Advance(history.Commit(new Change.PutTemplate(Template("ipm-00000001", "10.0.0.2", "10.0.0.1") with { Name = "new" })));
        Assert.Same(after.Lists, builder["h1"].Lists);
    }

    /// <summary>Commands see to it that a group which is bound or named is there; the random changes do not.</summary>
    private static bool IsSound(World world, NetworkInterface item) =>
        item.SecurityGroupIds.All(id => world.Groups.TryGetValue(id, out var group) && group.ReferencedGroups().All(world.Groups.ContainsKey));

    private static void AssertSame(World world, NetworkInterface own, HostPolicy policy)
    {
        var groups = world.BoundGroups(own);
        foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
        {
            foreach (var far in Far)
            {
                foreach (var protocol in Protocols)
                {
                    foreach (ushort port in new ushort[] { 0, 80, 100, 443 })
                    {
                        var expected = PolicyEvaluator.Evaluate(groups, direction, far, protocol, port, own.VpcId, world.Membership, world.TemplateContents);
                        Assert.Equal((expected.Action, expected.RuleId), First(policy, own.Id, direction, far, protocol, port));
                    }
                }
            }
        }
    }

    private static (RuleAction Action, RuleId Rule) First(HostPolicy policy, string interfaceId, Direction direction, IpAddress far, IpProtocol protocol, ushort port)
    {
        foreach (var rule in policy.Interfaces[interfaceId].Lists(direction).SelectMany(id => policy.Lists[id].Rules))
        {
            bool peer = rule.Addresses?.Contains(far) ?? policy.Sets[rule.AddressSetId!].Addresses.Contains(far);
            if (peer && rule.Services.Contains(protocol, port))
                return (rule.Action, rule.Id);
        }

        return (RuleAction.Drop, default);
    }
}
