using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Packets;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>Section 2, point 3: an ICMP error about an accepted flow passes, whoever on the way sends it; an error about nothing does not.</summary>
public sealed class RelatedErrorTests
{
    public static TheoryData<LinkKind, IcmpError> Cases => new MatrixTheoryData<LinkKind, IcmpError>(
        [LinkKind.Routed, LinkKind.Bridged], [IcmpError.PortUnreachable, IcmpError.TooBig, IcmpError.TimeExceeded]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Errors_pass_for_accepted_flows_and_not_otherwise(LinkKind link, IcmpError error)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptUdp("53", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "::/0")], []);
        await enforced.GuardAsync(app, [], [ApiRule.AcceptUdp("53", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "::/0")]);
        foreach (var family in Layouts.Families)
        {
            var client = lab.Outside.In(family);
            var router = lab.Outside.At(lab.Outside.Addresses.Last(address => address.Family == family));

            var query = Probe.Udp(client, web.In(family), 53);
            enforced.AssertPasses(query);
            enforced.AssertPasses(Probe.Error(web.In(family), client, error, query.Packets[0]));
            enforced.AssertDropped(Probe.Error(web.In(family), client, error, Probe.Udp(client, web.In(family), 53).Packets[0]));

            var outgoing = Probe.Udp(app.In(family), client, 53);
            enforced.AssertPasses(outgoing);
            enforced.AssertPasses(Probe.Error(router, app.In(family), error, outgoing.Packets[0]));
            enforced.AssertDropped(Probe.Error(router, app.In(family), error, Probe.Udp(app.In(family), client, 53).Packets[0]));
        }
    }
}
