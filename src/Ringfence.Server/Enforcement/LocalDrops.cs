using Ringfence.Control.HostQueries;
using Ringfence.Datapath;

namespace Ringfence.Server.Enforcement;

/// <summary>What the agent inside this process has dropped.</summary>
internal sealed class LocalDrops(string host, IDatapath datapath) : IDropSource
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, DroppedPackets>?> ReadAsync(string asked) => asked != host
        ? null
        : (await datapath.ReadCountersAsync()).Where(counter => counter.Value.Packets > 0).ToDictionary(counter => counter.Key, counter => new DroppedPackets(counter.Value.Packets, counter.Value.Bytes));
}
