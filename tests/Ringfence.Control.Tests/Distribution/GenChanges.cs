using CsCheck;
using Ringfence.Control.Worlds;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Distribution;

/// <summary>
/// Random changes among few groups, interfaces, hosts, networks and addresses, so that they meet: groups that are bound but not there, groups naming themselves
/// and each other, interfaces that move, addresses that two interfaces have.
/// </summary>
internal static class GenChanges
{
    public static readonly string[] Hosts = ["h1", "h2", "h3"];

    private static readonly Gen<string> GroupId = Gen.Int[0, 4].Select(i => $"sg-0000000{i}");

    private static readonly Gen<string> Peer = Gen.Frequency(
        (1, Gen.OneOf("10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32")),
        (1, Gen.Select(Gen.OneOf("10.0.0.0/8", "ipm-00000001", "ipmg-00000001"), Gen.OneOf("ppm-00000001", "ppmg-00000001"), (peer, service) => $"{peer} {service}")),
        (1, Gen.OneOf("ipm-00000001", "ipm-00000002", "ipmg-00000001")),
        (2, GroupId));

    private static readonly Gen<Change> PutTemplate = Gen.OneOf(
            Template(["ipm-00000001", "ipm-00000002"], ["10.0.0.1", "10.0.0.2-10.0.0.9", "10.0.0.0/24", "2001:db8::1-2001:db8::3", "2001:db8::/48"]),
            Template(["ppm-00000001", "ppm-00000002"], ["tcp:80,443", "tcp:1-100", "udp:all", "icmp", "all"]),
            Template(["ipmg-00000001"], ["ipm-00000001", "ipm-00000002"]),
            Template(["ppmg-00000001"], ["ppm-00000001", "ppm-00000002"]));

    private static readonly Gen<string> Address = Gen.Frequency((4, Gen.Int[1, 9].Select(i => $"10.0.0.{i}")), (1, Gen.Int[1, 4].Select(i => $"2001:db8::{i}")));

    private static readonly Gen<Change> PutGroup = Gen.Select(GroupId, Peer.Array[0, 3], Peer.Array[0, 2], Gen.OneOf("a", "b"), Pieces.Mode)
        .Select((id, ingress, egress, name, mode) => (Change)new Change.PutGroup(Group(id, ingress, egress, name) with { Mode = mode }));

    private static readonly Gen<string> InterfaceId = Gen.Int[0, 7].Select(i => $"eni-0000000{i}");

    private static readonly Gen<Change> PutInterface = Gen.Select(
            InterfaceId, Gen.OneOf(Hosts), Gen.OneOf(Vpc, Vpc, OtherVpc), Address.Array[0, 3].Select(all => all.Distinct().ToArray()), GroupId.Array[0, 3].Select(all => all.Distinct().ToArray()))
        .Select((id, host, vpc, addresses, groups) => (Change)new Change.PutInterface(Interface(id, host, vpc, addresses, groups)));

    public static readonly Gen<Change> One = Gen.Frequency(
        (4, PutGroup),
        (1, GroupId.Select(id => (Change)new Change.DeleteGroup(id))),
        (6, PutInterface),
        (4, PutTemplate),
        (1, Gen.OneOf("ipm-00000001", "ipmg-00000001", "ppm-00000001", "ppmg-00000001").Select(id => (Change)new Change.DeleteTemplate(id))),
        (2, InterfaceId.Select(id => (Change)new Change.DeleteInterface(id))));

    /// <summary>Commits of one to three revisions with up to three changes each.</summary>
    public static readonly Gen<Change[][][]> Commits = One.Array[0, 3].Array[1, 3].Array[1, 25];

    private static Gen<Change> Template(string[] ids, string[] members) => Gen.Select(
        Gen.OneOf(ids), Gen.OneOf(members).Array[0, 3], (id, chosen) => (Change)new Change.PutTemplate(Pieces.Template(id, [.. chosen.Distinct()])));
}
