using CsCheck;
using Ringfence.Control.Analysis;
using Ringfence.Control.Tests.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Analysis;

public sealed class WorldComparisonTests
{
    private static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    private static readonly IpAddress[] Addresses =
    [
        .. Enumerable.Range(0, 11).Select(i => IpAddress.Parse($"10.0.0.{i}")), IpAddress.Parse("10.0.1.0"), IpAddress.Parse("9.9.9.9"),
        .. Enumerable.Range(0, 5).Select(i => IpAddress.Parse($"2001:db8::{i}")), IpAddress.Parse("2001:db8:1::"), IpAddress.Parse("2001:db9::"),
    ];

    private static readonly (IpProtocol Protocol, ushort Port)[] Services = [(IpProtocol.Tcp, 80), (IpProtocol.Tcp, 443), (IpProtocol.Tcp, 101), (IpProtocol.Udp, 80), (IpProtocol.Icmp, 0), (IpProtocol.Gre, 0)];

    /// <summary>An edit of an interface that no rule has to do with.</summary>
    private static readonly Gen<Func<NetworkInterface, NetworkInterface>> Edit = Gen.OneOf<Func<NetworkInterface, NetworkInterface>>(
        one => one with { Host = one.Host == "h1" ? "h2" : "h1" },
        one => one with { Device = "other" },
        one => one with { Role = InterfaceRole.Host },
        one => one with { SourceCheck = !one.SourceCheck },
        one => one with { Mac = new MacAddress(0x020000000001) },
        one => one with { PrivateAddresses = [.. one.PrivateAddresses.Skip(1)] },
        one => one with { PrivateAddresses = [.. one.PrivateAddresses.Reverse()] },
        one => one with { Name = "other" });

    /// <summary>No command binds, names or deletes what it may not: every group is there.</summary>
    private static readonly Gen<Change[]> Changes = GenChanges.One.Where(change => change is not Change.DeleteGroup).Array[0, 4];

    private static readonly Change[] Groups = [.. Enumerable.Range(0, 5).Select(i => new Change.PutGroup(Pieces.Group($"sg-0000000{i}", [])))];

    [Fact]
    public void What_is_opened_and_cut_is_what_the_evaluator_says_wherever_an_interface_goes()
    {
        int same = 0, moved = 0, altered = 0;
        Sampling.Until(() => same > 500 && moved > 50 && altered > 50, () => $"{same} the same, {moved} moved and changed, {altered} changed in place", () => Gen.Select(Changes.Array[10], Changes, Edit.Array[0, 2]).Sample((present, change, edits) =>
        {
            var before = World.Load(1, 0, [.. Groups, .. present.SelectMany(changes => changes)]);
            var after = before.Tentative([.. change]);
            foreach (var edit in edits)
                after = after.Tentative([.. after.Interfaces.Values.Take(1).Select(one => new Change.PutInterface(edit(one)))]);
            var effects = WorldComparison.Of(before, after, Scope, out _);
            foreach (var was in before.Interfaces.Values)
            {
                if (!after.Interfaces.TryGetValue(was.Id, out var isNow))
                {
                    Assert.Contains(was.Id, effects.Leaving);
                    continue;
                }

                foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
                {
                    var effect = effects.Effects.SingleOrDefault(one => one.Direction == direction && one.InterfaceIds.Contains(was.Id))?.Effect;
                    foreach (var far in Addresses)
                    {
                        foreach (var (protocol, port) in Services)
                        {
                            var (accepted, accepts) = (Accepts(before, was, direction, far, protocol, port), Accepts(after, isNow, direction, far, protocol, port));
                            Assert.Equal(!accepted && accepts, effect?.Opened.Contains(far, protocol, port) == true);
                            Assert.Equal(accepted && !accepts, effect?.Cut.Contains(far, protocol, port) == true);
                        }
                    }

                    Interlocked.Increment(ref effect is null ? ref same : ref was.Host == isNow.Host ? ref altered : ref moved);
                }

                var alteration = effects.Altered.SingleOrDefault(one => one.After.Id == was.Id);
                Assert.Equal(Enforced(was) != Enforced(isNow), alteration is not null);
                Assert.Equal(alteration?.EndsFlows == true, (was.Host, was.Device, was.Role) != (isNow.Host, isNow.Device, isNow.Role));
                if (alteration is not null)
                    Assert.False(effects.HasNoEffect);
            }

            Assert.Equal(after.Interfaces.Keys.Except(before.Interfaces.Keys).Order(StringComparer.Ordinal), effects.Entering);
        }, iter: 400));
    }

    private static (string Host, string Device, InterfaceRole Role, string Addresses, MacAddress? Mac, bool SourceCheck) Enforced(NetworkInterface one) =>
        (one.Host, one.Device, one.Role, string.Join(' ', one.MemberAddresses.Order()), one.Mac, one.SourceCheck);

    private static bool Accepts(World world, NetworkInterface one, Direction direction, IpAddress far, IpProtocol protocol, ushort port) => PolicyEvaluator.Evaluate(
        [.. one.SecurityGroupIds.Where(world.Groups.ContainsKey).Select(id => world.Groups[id].ToBoundGroup())], direction, far, protocol, port, one.VpcId, world.Membership, world.TemplateContents).IsAccepted;
}
