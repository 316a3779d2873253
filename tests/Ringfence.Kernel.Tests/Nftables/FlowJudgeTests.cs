using Ringfence.Datapath.Flows;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Conntrack;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>Who is cut by the sweep.</summary>
public sealed class FlowJudgeTests
{
    private static readonly ConntrackTuple Original = new(false, 0x0a090101, 0x0a090201, 6, 40000, 80);
    private static readonly ConntrackTuple Reply = new(false, 0x0a090201, 0x0a090101, 6, 80, 40000);

    [Fact]
    public void A_flow_is_refused_by_the_side_that_had_accepted_it_and_by_no_other()
    {
        var judge = new FlowJudge(Policies.GuestB("+tcp:81 0.0.0.0/0"));
        Assert.True(judge.Refuses(Original, Reply, FlowMark.IngressAccepted));
        Assert.False(judge.Refuses(Original, Reply, FlowMark.EgressAccepted));
        Assert.False(new FlowJudge(Policies.GuestB("+tcp:80 0.0.0.0/0")).Refuses(Original, Reply, FlowMark.IngressAccepted));
    }

    [Fact]
    public void Where_two_networks_use_an_address_both_owners_must_refuse()
    {
        var policy = Policies.GuestB("+tcp:81 0.0.0.0/0").WithList("other", Direction.Ingress, "+tcp:80 0.0.0.0/0")
            .WithInterface("tapx", ["10.9.2.1"], ["other"], []);
        Assert.False(new FlowJudge(policy).Refuses(Original, Reply, FlowMark.IngressAccepted));
        Assert.True(new FlowJudge(policy.WithList("other", Direction.Ingress)).Refuses(Original, Reply, FlowMark.IngressAccepted));
    }

    [Fact]
    public void Behind_a_translated_destination_the_instance_that_answers_is_asked()
    {
        var translated = Original with { Destination = 0x01020304 };
        Assert.True(new FlowJudge(Policies.GuestB("+tcp:81 0.0.0.0/0")).Refuses(translated, Reply, FlowMark.IngressAccepted));
    }

    [Fact]
    public void Only_marks_of_earlier_generations_of_ours_are_stale()
    {
        Assert.Equal(1u, FlowMark.Next(uint.MaxValue >> 2));
        Assert.True(FlowMark.IsStale(FlowMark.Of(41, FlowMark.IngressAccepted), 42));
        Assert.True(FlowMark.IsStale(FlowMark.Of(uint.MaxValue >> 2, FlowMark.EgressAccepted), 1));
        Assert.False(FlowMark.IsStale(FlowMark.Of(42, FlowMark.IngressAccepted), 42));
        Assert.False(FlowMark.IsStale(FlowMark.Of(43, FlowMark.IngressAccepted), 42));
        Assert.False(FlowMark.IsStale(FlowMark.Of(41, 0), 42));
        Assert.False(FlowMark.IsStale(0, 42));
    }
}
