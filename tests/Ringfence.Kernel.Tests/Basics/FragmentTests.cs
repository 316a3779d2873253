using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>Section 2, point 8.</summary>
public sealed class FragmentTests
{
    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task Fragments_share_the_fate_of_their_first(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptUdp("53", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "::/0")], []);
        foreach (var family in Layouts.Families)
        {
            enforced.AssertPasses(Probe.FragmentedUdp(lab.Outside.In(family), web.In(family), 53, fragments: 4));
            enforced.AssertDropped(Probe.FragmentedUdp(lab.Outside.In(family), web.In(family), 54, fragments: 4));
            enforced.AssertDropped(Probe.FragmentedUdp(lab.Outside.In(family), web.In(family), 53, fragments: 4, withoutFirst: true));
            enforced.AssertDropped(Probe.FragmentedUdp(web.In(family), lab.Outside.In(family), 53, fragments: 3));
        }
    }
}
