namespace Ringfence.Server.Hosting;

/// <summary>The host neither listens for signals nor prints: the program does both, and tests start several hosts in one process.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
