using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Contracts.Client;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Lab.Client;
using Ringfence.Lab.Model;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Packets;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>
/// A laboratory whose host is enforced by a real server: the built one, in a process of its own, spoken to through its API. The one place that knows how a
/// server is started.
/// </summary>
public sealed class EnforcedLab : IAsyncDisposable
{
    /// <summary>How long something that must happen may take before a test gives up. Never the measure of a verdict.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<string> _arguments;
    private readonly string _data = Directory.CreateTempSubdirectory("ringfence-lab-").FullName;
    private ServerProcess? _server;
    private HttpApiClient? _client;

    private EnforcedLab(Laboratory lab, IReadOnlyList<string> arguments)
    {
        Lab = lab;
        _arguments = arguments;
        Applier = new ModelApplier(lab);
    }

    public Laboratory Lab { get; }

    public ModelApplier Applier { get; }

    public SecurityGroupClient Api { get; private set; } = null!;

    /// <summary>Where the server listens now, and the key pair that it accepts, for clients that are not ours.</summary>
    public (Uri Endpoint, string SecretId, string SecretKey) Access { get; private set; }

    /// <summary>Takes it back when a test has done with it; null: it ends with the test.</summary>
    internal Action<EnforcedLab>? GiveBack { get; set; }

    /// <summary>The server's data folder.</summary>
    public string DataFolder => _data;

    public string ServerLog => _server?.Log ?? "";

    /// <summary>What these tests are run against, a value of <c>--datapath</c>: RINGFENCE_DATAPATH, nftables when it is not set.</summary>
    public static string Driver { get; } = Environment.GetEnvironmentVariable("RINGFENCE_DATAPATH") is { Length: > 0 } chosen ? chosen : "nftables";

    /// <summary>Whether that is the eBPF driver, however it is attached.</summary>
    public static bool IsEbpf => Driver.StartsWith("ebpf", StringComparison.Ordinal);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Builds the laboratory and starts a server with an empty data folder.</summary>
    /// <param name="layout">The laboratory.</param>
    /// <param name="arguments">More arguments for every server of it.</param>
    public static async Task<EnforcedLab> StartAsync(LabLayout layout, params IReadOnlyList<string> arguments)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Enforcement needs root.");
        SkipUnlessOfThisDriver();
        var enforced = new EnforcedLab(await Laboratory.CreateAsync(layout), arguments);
        try
        {
            await enforced.StartServerAsync();
            return enforced;
        }
        catch
        {
            await enforced.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server on the data folder as it is.</summary>
    /// <param name="driver">What enforces; left out: <see cref="Driver"/>.</param>
    /// <param name="build">The folder of another build; left out: this one's.</param>
    /// <exception cref="IOException">It ended before it was ready.</exception>
    public Task StartServerAsync(string? driver = null, string? build = null) => LaunchAsync(driver ?? Driver, build ?? AppContext.BaseDirectory, Cancel);

    /// <summary>Starts a server that is killed (SIGKILL) when the instant comes before it is ready.</summary>
    /// <returns>False: it was.</returns>
    public async Task<bool> TryStartServerAsync(CancellationTokenSource instant)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel, instant.Token);
        try
        {
            await LaunchAsync(Driver, AppContext.BaseDirectory, limit.Token);
            return true;
        }
        catch (IOException) when (instant.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Every flow is a new one from now on.</summary>
    public void ForgetFlows()
    {
        if (IsEbpf)
            Lab.Host.Namespace.Run(PinnedFlows.Forget);
        else
            Lab.Host.Namespace.Run(ConnectionTable.Flush);
    }

    /// <summary>kill -9.</summary>
    public async Task KillServerAsync()
    {
        GiveBack = null;
        await _server!.KillAsync();
        await ForgetServerAsync();
    }

    /// <summary>An orderly stop.</summary>
    public async Task StopServerAsync()
    {
        GiveBack = null;
        Assert.Equal(0, await _server!.StopAsync());
        await ForgetServerAsync();
    }

    /// <summary>Makes a group with these rules and registers the station under it.</summary>
    public async Task<Guarded> GuardAsync(
        LabStation station, IReadOnlyList<ApiRule> ingress, IReadOnlyList<ApiRule> egress, string? network = null, bool withMac = true)
    {
        string group = await Api.CreateGroupAsync(station.Name, ingress, egress, Cancel);
        var registered = await Api.RegisterAsync([station.AsGuest([group], network, withMac)], Cancel);
        await SettleAsync();
        return new Guarded(registered[0].InstanceId, registered[0].InterfaceIds[0], group);
    }

    /// <summary>Waits until what is committed is enforced.</summary>
    public Task<long> SettleAsync() => Api.AwaitEnforcedAsync(Cancel);

    /// <summary>The probe must come out at its far end.</summary>
    public void AssertPasses(Probe probe) => Assert.True(Lab.Reaches(probe), $"{probe} did not pass.\n{ServerLog}");

    /// <summary>The probe must not come out at its far end.</summary>
    public void AssertDropped(Probe probe)
    {
        var report = Lab.Prober.Send(probe);
        Assert.True(report.Count(probe, probe.To.Node) == 0, $"{probe} passed.");
    }

    /// <summary>Waits for something that must become true and says nothing about packets.</summary>
    public static Task EventuallyAsync(Func<bool> condition, string what, TimeSpan? patience = null) =>
        EventuallyAsync(() => Task.FromResult(condition()), what, patience);

    /// <summary>The same of something that must be asked for.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(patience ?? Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It did not happen: {what}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null && GiveBack is { } giveBack)
            giveBack(this);
        else
            await EndAsync();
    }

    /// <summary>Takes everything down.</summary>
    internal async Task EndAsync()
    {
        await ForgetServerAsync();
        // What is pinned would keep the namespace.
        if (IsEbpf)
        {
            await using var left = new EbpfDatapath(Lab.Host.Namespace.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance);
            await left.ReleaseAsync();
        }

        await Lab.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>What is about one driver means nothing with the other, and would wait for what never comes.</summary>
    private static void SkipUnlessOfThisDriver()
    {
        string ours = IsEbpf ? "ebpf" : "nftables";
        if (TestContext.Current.TestCase?.Traits.TryGetValue("Driver", out var about) == true)
            Assert.SkipUnless(about.Contains(ours), $"It is about the {string.Join(", ", about)} driver, and RINGFENCE_DATAPATH says {Driver}.");
    }

    private async Task LaunchAsync(string driver, string build, CancellationToken cancellationToken)
    {
        var settings = new ServerSettings(Path.Combine(build, "Ringfence.Server.dll"), _data, Lab.Host.Namespace.Name)
        {
            Arguments = ["--datapath", driver, .. _arguments],
        };
        _server = await ServerProcess.StartAsync(settings, cancellationToken);
        _client = new HttpApiClient(_server.Endpoint, settings.SecretId, settings.SecretKey, TimeProvider.System);
        Api = new SecurityGroupClient(_client);
        Access = (_server.Endpoint, settings.SecretId, settings.SecretKey);
    }

    private async Task ForgetServerAsync()
    {
        _client?.Dispose();
        _client = null;
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }
}

/// <summary>A station under enforcement.</summary>
/// <param name="InstanceId">Its instance.</param>
/// <param name="InterfaceId">Its primary interface.</param>
/// <param name="GroupId">Its group.</param>
public sealed record Guarded(string InstanceId, string InterfaceId, string GroupId);
