using System.Text;
using CsCheck;
using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Oracles;

namespace Ringfence.Control.Tests.Guards;

/// <summary>An oracle that shares nothing with the check: a world and a guard as one formula about a packet, and z3's answer to whether any packet of the whole space breaks it.</summary>
public sealed class GuardSmtTests
{
    [Fact]
    public async Task A_guard_holds_exactly_when_z3_finds_no_packet_that_breaks_it()
    {
        Assert.SkipUnless(Smt.IsInstalled(), "z3 is not installed (Debian package z3).");
        var script = new StringBuilder(Smt.Packet);
        var expected = new List<string>();
        Gen.Select(GuardWorlds.Guards, GuardWorlds.Revisions).Sample((guard, revisions) =>
        {
            var world = GuardWorlds.Start;
            foreach (var changes in revisions)
            {
                var next = world.Apply(new Revision(world.Revision + 1, default, new Origin("", "", "", ""), [.. changes, .. changes.Select(GuardWorlds.OfInstance).OfType<Change>()]));
                world = next.InterfacesByAddress.Values.Any(holders => holders.Count > 1) ? world : next;
            }

            lock (expected)
            {
                expected.Add(new GuardCheck(world).Find(guard) is null ? "unsat" : "sat");
                script.Append($"(push)(assert {Smt.Or(world.Interfaces.Values.Where(one => IsTarget(world, guard, one)).Select(one => Reaches(world, guard, one)))})(check-sat)(pop)\n");
            }
        }, iter: 300);
        string[] answers = (await Smt.Ask(script.ToString(), TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, answers);
        Assert.Contains("sat", answers);
        Assert.Contains("unsat", answers);
    }

    private static bool IsTarget(World world, Guard guard, NetworkInterface one) => guard.To.All || IsNamed(world, guard.To, one);

    /// <summary>The packet's source may not reach, the receiver takes it in, and whoever has the source sends it to an address of the receiver, or somebody on the Internet does.</summary>
    private static string Reaches(World world, Guard guard, NetworkInterface receiver)
    {
        var others = world.Interfaces.Values.Where(one => one.VpcId == receiver.VpcId && one.Id != receiver.Id).ToList();
        string own = Any(receiver.MemberAddresses), held = Any(others.Append(receiver).SelectMany(one => one.MemberAddresses));
        string services = Smt.Or(guard.ServiceSet.Services.Select(Smt.Service)), special = Smt.Or(Outside.Inside.Select(block => Smt.Address(IpRange.Of(block))));
        var senders = others.Where(one => one.MemberAddresses.Any()).Select(sender =>
            $"(and {Any(sender.MemberAddresses)} {Smt.Or(receiver.MemberAddresses.Select(to => $"(and {(to.Family == AddressFamily.IPv4 ? "v4" : "(not v4)")} {Sends(world, sender, to)})"))})");
        string family = receiver.MemberAddresses.Any() ? Smt.Or(receiver.MemberAddresses.Select(to => to.Family == AddressFamily.IPv4 ? "v4" : "(not v4)")) : "true";
        string known = $"(and (not {own}) {Source(world, guard, receiver.VpcId, isKnown: true)} {Smt.Or(senders)})";
        string unknown = $"(and (or (not {held}) (not {special})) {Source(world, guard, receiver.VpcId, isKnown: false)} {family})";
        return $"(and {services} {Accepts(world, receiver)} (or {known} {unknown}))";
    }

    private static string Source(World world, Guard guard, string vpcId, bool isKnown) => $"(and {End(world, guard.From, vpcId, isKnown)} (not {End(world, guard.Except, vpcId, isKnown)}))";

    /// <summary>The source is meant, sent by the interface that has it or by somebody who is not known here.</summary>
    private static string End(World world, GuardEnd end, string vpcId, bool isKnown)
    {
        if (end.All || (end.Outside && !isKnown))
            return "true";
        var terms = end.Ranges.Concat(end.AddressTemplateIds.SelectMany(world.Entries).Select(entry => ((TemplateContent.Addresses)entry.Content).Range)).Select(Smt.Address).ToList();
        if (isKnown)
            terms.Add(Any(world.Interfaces.Values.Where(one => one.VpcId == vpcId && IsNamed(world, end, one)).SelectMany(one => one.MemberAddresses)));
        return Smt.Or(terms);
    }

    private static bool IsNamed(World world, GuardEnd end, NetworkInterface one) =>
        end.InstanceIds.Contains(one.InstanceId) || one.SecurityGroupIds.Any(id => end.SecurityGroupIds.Contains(id) || world.Groups[id].Tags.Any(end.Tags.Contains));

    /// <summary>The receiver's ingress, first match as nested if-then-else, about the packet's source.</summary>
    private static string Accepts(World world, NetworkInterface receiver) => Enforced(world, receiver).SelectMany(id => world.Groups[id].Ingress).Reverse().Aggregate(
        Otherwise(world, receiver), (rest, rule) => $"(ite (and {Peer(world, rule.Rule.Peer, receiver.VpcId)} {Service(world, rule.Rule.Service)}) {Verdict(rule)} {rest})");

    /// <summary>A sender's egress to one address: whether a rule's peer has it is known, its services are about the packet.</summary>
    private static string Sends(World world, NetworkInterface sender, IpAddress to) => Enforced(world, sender).SelectMany(id => world.Groups[id].Egress).Reverse().Aggregate(
        Otherwise(world, sender), (rest, rule) => Has(world, rule.Rule.Peer, sender.VpcId, to) ? $"(ite {Service(world, rule.Rule.Service)} {Verdict(rule)} {rest})" : rest);

    private static string[] Enforced(World world, NetworkInterface one) => [.. one.SecurityGroupIds.Where(id => world.Groups[id].Mode == GroupMode.Enforce)];

    /// <summary>What no rule decides is dropped, but where all groups that there are are observed.</summary>
    private static string Otherwise(World world, NetworkInterface one) => !one.SecurityGroupIds.IsEmpty && Enforced(world, one).Length == 0 ? "true" : "false";

    private static string Verdict(GroupRule rule) => rule.Rule.Action == RuleAction.Accept ? "true" : "false";

    private static IEnumerable<IpRange> Addresses(World world, Peer peer, string vpcId) => peer switch
    {
        PrefixPeer literal => [IpRange.Of(literal.Prefix)],
        GroupPeer group => world.Interfaces.Values.Where(one => one.VpcId == vpcId && one.SecurityGroupIds.Contains(group.GroupId)).SelectMany(one => one.MemberAddresses).Select(One),
        TemplatePeer template => world.Entries(template.TemplateId).Select(entry => ((TemplateContent.Addresses)entry.Content).Range),
        _ => throw new NotSupportedException(),
    };

    private static string Peer(World world, Peer peer, string vpcId) => Smt.Or(Addresses(world, peer, vpcId).Select(Smt.Address));

    private static bool Has(World world, Peer peer, string vpcId, IpAddress address) => Addresses(world, peer, vpcId).Any(range => range.Contains(address));

    private static string Service(World world, Service service) => service switch
    {
        LiteralService literal => Smt.Service(literal),
        TemplateService template => Smt.Or(world.Entries(template.TemplateId).Select(entry => Smt.Service(((TemplateContent.Services)entry.Content).Service))),
        _ => throw new NotSupportedException(),
    };

    private static string Any(IEnumerable<IpAddress> addresses) => Smt.Or(addresses.Select(address => Smt.Address(One(address))));

    private static IpRange One(IpAddress address) => new(address, address);
}
