using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Linux.Bpf;

namespace Ringfence.Bench.Datapath.Contenders;

/// <summary>A tcx program that does nothing: the least that any filter at this hook costs.</summary>
internal sealed class NothingProgram : IContender
{
    private BpfProgram? _program;
    private BpfLink? _link;

    public Task InstallAsync(TestBed bed, RuleSet rules)
    {
        using var code = BpfPrograms.Open("ends");
        code.Load();
        _program = code.TakeProgram("nothing");
        _link = bed.Router.Run(() => BpfLink.CreateTcx(_program, NetworkDevice.IndexOf(Wiring.InstanceDevice), TcxHook.Egress));
        return Task.CompletedTask;
    }

    public void ForgetFlows()
    {
    }

    public Task ChangeRulesAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _link?.Dispose();
        _program?.Dispose();
        return ValueTask.CompletedTask;
    }
}
