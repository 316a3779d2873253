using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;

namespace Ringfence.Bench.Datapath.Contenders;

/// <summary>Ringfence: a real driver with its defaults, given a host policy as the agent gives it one.</summary>
internal abstract class Ours : IContender
{
    private const ushort FirstOtherPort = 40_000;
    private IDatapath? _driver;
    private HostPolicy? _policy;

    /// <summary>The driver. After <see cref="InstallAsync"/>.</summary>
    public IDatapath Driver => _driver ?? throw new InvalidOperationException("Not installed.");

    /// <summary>What it enforces. After <see cref="InstallAsync"/>.</summary>
    public HostPolicy Policy => _policy ?? throw new InvalidOperationException("Not installed.");

    protected TestBed? Bed { get; private set; }

    public async Task InstallAsync(TestBed bed, RuleSet rules)
    {
        Bed = bed;
        _driver = Open(bed.Router.Name);
        await ApplyAsync(HostPolicies.Of(rules, 1));
        Installed();
    }

    /// <summary>Enforces another policy.</summary>
    /// <exception cref="IOException">It was not enforced as asked.</exception>
    public async Task ApplyAsync(HostPolicy policy)
    {
        var result = await Driver.ApplyAsync(policy);
        if (!result.InterfaceErrors.IsEmpty)
            throw new IOException(string.Join("; ", result.InterfaceErrors.Values));
        _policy = policy;
    }

    public abstract void ForgetFlows();

    public Task ChangeRulesAsync() => ApplyAsync(HostPolicies.WithLastPort(Policy, (ushort)(FirstOtherPort + (Policy.Revision % 2))));

    public async ValueTask DisposeAsync()
    {
        if (_driver is null)
            return;
        await _driver.ReleaseAsync();
        await _driver.DisposeAsync();
    }

    protected abstract IDatapath Open(string router);

    /// <summary>After the first policy is enforced.</summary>
    protected virtual void Installed()
    {
    }
}
