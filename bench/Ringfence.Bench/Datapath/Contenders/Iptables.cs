using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Linux.Namespaces;

namespace Ringfence.Bench.Datapath.Contenders;

/// <summary>iptables (the legacy one, as rule sets of this kind are run) with ipset; on a bridge by br_netfilter.</summary>
internal sealed class Iptables : IContender
{
    private TestBed? _bed;

    public async Task InstallAsync(TestBed bed, RuleSet rules)
    {
        _bed = bed;
        bool bridged = bed.Shape == LinkShape.Bridged;
        if (bridged && !bed.Router.Run(() => Sysctl.TryWrite("bridge/bridge-nf-call-iptables", "1")))
            throw new IOException("The kernel has no br_netfilter (modprobe br_netfilter).");
        string sets = IptablesRules.Sets(rules);
        if (sets.Length > 0)
            await RunAsync(sets, "ipset", "restore");
        await RunAsync(IptablesRules.Table(rules, bridged), "iptables-legacy-restore");
    }

    public void ForgetFlows() => TrackedFlows.Forget(_bed!);

    public Task ChangeRulesAsync() => throw new NotSupportedException("A change of these rules does not reach established flows.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task RunAsync(string input, params string[] command) => Tool.RunAsync(input, "ip", ["netns", "exec", _bed!.Router.Name, .. command]);
}
