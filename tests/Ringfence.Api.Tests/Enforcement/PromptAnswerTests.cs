using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Journal;
using Ringfence.Journal.Tests.Support;
using Ringfence.Server.Enforcement;
using Ringfence.Server.Hosting;

namespace Ringfence.Api.Tests.Enforcement;

/// <summary>From a command to a kernel that the test plays: what is between them is what a server with an agent in its process has.</summary>
public sealed class PromptAnswerTests : IAsyncLifetime
{
    private const string Host = "here";
    private static readonly Origin Nobody = new("", "", "", "");

    private readonly AwaitedClock _clock = new();
    private readonly TestKernel _kernel = new();
    private readonly Stack<IAsyncDisposable> _opened = new();
    private readonly string _path = Directory.CreateTempSubdirectory("ringfence-test-").FullName;
    private EnforcedControlPlane? _plane;
    private DataFolder? _folder;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _folder = DataFolder.Open(_path);
        var journal = Keep(await SqliteJournal.OpenAsync(_folder, NullLogger<SqliteJournal>.Instance, Cancel));
        var control = Keep(await ControlPlane.StartAsync(journal, new ControlPlaneOptions(), NullLogger<ControlPlane>.Instance, Cancel));
        var distributor = Keep(new Distributor(control.Commits));
        var trials = new TrialClock(new KernelBootClock(), TimeProvider.System);
        var saver = Keep(new PolicySaver(new SavedPolicies(LocalFolder.Of(_path), trials), TimeProvider.System, NullLogger.Instance));
        var board = new EnforcementBoard(_clock);
        Keep(new LocalAgent(Host, _kernel, saver, trials, distributor, board, new ServerSurroundings(TimeProvider.System, NullLoggerFactory.Instance)));
        _plane = new EnforcedControlPlane(control, control.Commits, board, Host);
    }

    public async ValueTask DisposeAsync()
    {
        _kernel.Go();
        while (_opened.TryPop(out var part))
            await part.DisposeAsync();
        _folder?.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task A_change_is_enforced_when_it_is_answered()
    {
        for (int address = 1; address <= 20; address++)
            Assert.Equal(await EnforceAsync(address), _kernel.Enforced);
    }

    [Fact]
    public async Task While_the_kernel_hangs_changes_are_answered_all_the_same()
    {
        long enforced = await EnforceAsync(1);
        _kernel.Halt();
        var change = RegisterAsync(2);
        await WaitOf(change);
        _clock.Advance(EnforcedControlPlane.Patience);
        Assert.Equal(enforced + 1, await change);
        for (int address = 3; address <= 20; address++)
        {
            change = RegisterAsync(address);
            Assert.Same(change, await Task.WhenAny(change, _clock.WhenAwaited()));
        }

        Assert.Equal((enforced + 19, enforced), (await change, _kernel.Enforced));
    }

    /// <summary>Gives the host one more interface, and lets the kernel go on when it is waited for.</summary>
    /// <returns>The revision.</returns>
    private async Task<long> EnforceAsync(int address)
    {
        _kernel.Halt();
        var change = RegisterAsync(address);
        await WaitOf(change);
        _kernel.Go();
        return await change;
    }

    /// <summary>Gives the host one more interface.</summary>
    /// <returns>The revision.</returns>
    private async Task<long> RegisterAsync(int address)
    {
        var plane = _plane ?? throw new InvalidOperationException();
        var instance = new InstanceSpec { NetworkInterfaces = [new InterfaceSpec { Device = $"d{address}", PrivateIpAddresses = [$"10.0.0.{address}"] }] };
        var outcome = await plane.ExecuteAsync(new RegisterInstances([instance], Host), TestWorld.Home, Nobody, Cancel);
        Assert.Equal(OutcomeStatus.Committed, outcome.Status);
        return outcome.Revision;
    }

    /// <summary>Returns when the kernel is waited for; the answer must not come instead.</summary>
    private async Task WaitOf(Task change)
    {
        var awaited = _clock.WhenAwaited();
        Assert.Same(awaited, await Task.WhenAny(awaited, change));
        _clock.TakeWait();
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _opened.Push(part);
        return part;
    }
}
