using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Nftables;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>A small network with a driver in its host.</summary>
public abstract class DriverTest(bool bridged) : IAsyncLifetime
{
    private protected SmallNetwork Network { get; } = new(bridged);

    private protected NftablesDatapath Datapath { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Datapath = Open(new EnforcementOptions());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Datapath.DisposeAsync();
        Network.Dispose();
    }

    private protected NftablesDatapath Open(EnforcementOptions options) =>
        new(Network.Host, options, TimeProvider.System, NullLogger.Instance);

    /// <summary>Looks again and again until it is so; the test's own limit ends it.</summary>
    private protected static async Task Until(Func<bool> condition)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
            await tick.WaitForNextTickAsync(limit.Token);
    }
}
