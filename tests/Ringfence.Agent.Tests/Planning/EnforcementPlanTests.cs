using System.Collections.Immutable;
using Ringfence.Datapath.Planning;
using Ringfence.Policy.Hosting;
using static Ringfence.Datapath.Planning.PlannedAction;

namespace Ringfence.Agent.Tests.Planning;

public sealed class EnforcementPlanTests
{
    private static readonly HashSet<string> Devices = ["veth1", "veth2", "eth0"];

    [Fact]
    public void With_ebpf_each_interface_is_kept_attached_or_waited_for_and_what_nobody_names_goes()
    {
        var plan = EnforcementPlan.Between(
            Policy("veth1", "veth2", "veth3"),
            "ebpf",
            [
                new("maps", "/sys/fs/bpf/ringfence/4", "12 maps"),
                new("link", "veth1", "to the instance"), new("link", "veth1", "from the instance"),
                new("link", "veth2", "to the instance", "The link was detached."), new("link", "veth2", "from the instance"),
                new("filter", "eth0", "clsact"),
                new("guard", "guard-2-1", "netfilter"), new("table", "bridge ringfence_guard", "nftables"), new("table", "inet ringfence", "nftables"),
            ],
            Devices);
        Assert.Equal(
            [
                (Make, "policy", "revision 7"), (Keep, "maps", "/sys/fs/bpf/ringfence/4"),
                (Keep, "interface", "eni-0 at veth1"), (Attach, "interface", "eni-1 at veth2"), (Wait, "interface", "eni-2 at veth3"),
                (Remove, "filter", "eth0"), (Remove, "table", "inet ringfence"),
            ],
            Steps(plan));
        Assert.Equal("The link was detached.", plan.Steps[3].Detail);
    }

    [Fact]
    public void With_nftables_the_tables_take_the_place_of_what_is_there_and_the_other_drivers_go()
    {
        Assert.Equal(
            [(Make, "policy", "revision 7"), (Make, "interface", "eni-0 at veth1"), (Wait, "interface", "eni-1 at veth3"), (Remove, "maps", "all"), (Remove, "link", "veth1"), (Remove, "guard", "g")],
            Steps(EnforcementPlan.Between(Policy("veth1", "veth3"), "nftables", [new("maps", "all", ""), new("link", "veth1", ""), new("guard", "g", "")], Devices)));
        Assert.Equal((Replace, "policy", "revision 7"), Steps(EnforcementPlan.Between(Policy("veth1"), "nftables", [new("table", "inet ringfence", "")], Devices))[0]);
    }

    [Fact]
    public void Maps_are_made_where_there_are_none_and_replaced_where_they_are_damaged()
    {
        Assert.Equal((Make, "maps", "all"), Steps(EnforcementPlan.Between(Policy(), "ebpf", [], Devices))[1]);
        Assert.Equal((Replace, "maps", "here"), Steps(EnforcementPlan.Between(Policy(), "ebpf", [new("maps", "here", "", "Some are missing.")], Devices))[1]);
    }

    [Fact]
    public void A_policy_that_does_not_fit_is_refused()
    {
        var policy = Policy("veth1");
        var crowded = policy with
        {
            Interfaces = policy.Interfaces.SetItem("eni-0", policy.Interfaces["eni-0"] with { Addresses = [.. Enumerable.Range(0, 300).Select(i => Ringfence.Policy.Addressing.IpAddress.V4((uint)i))] }),
        };
        Assert.Equal((Refuse, "policy", "revision 7"), Steps(EnforcementPlan.Between(crowded, "ebpf", [], Devices))[0]);
    }

    private static (PlannedAction Action, string Kind, string Name)[] Steps(EnforcementPlan plan) => [.. plan.Steps.Select(step => (step.Action, step.Kind, step.Name))];

    private static HostPolicy Policy(params string[] devices) => HostPolicy.Empty with
    {
        Revision = 7,
        Interfaces = devices
            .Select((device, number) => new InterfacePolicy
            {
                InterfaceId = $"eni-{number}",
                Device = device,
                Role = InterfaceRole.Guest,
                Addresses = [],
                SourceCheck = true,
                IngressLists = [],
                EgressLists = [],
            })
            .ToImmutableDictionary(subject => subject.InterfaceId),
    };
}
