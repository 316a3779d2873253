using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Api.Ringfence.Drops;

/// <summary>What the hosts of the caller's interfaces have dropped, by reason.</summary>
internal sealed class DescribeDropCountersAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeDropCounters", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string? host = parameters.String("Host")?.Trim();
        var paging = Paging.Read(parameters, 100, 1000);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var world = World;
        var hosts = world.InterfacesByHost
            .Where(entry => (string.IsNullOrEmpty(host) || entry.Key == host) && entry.Value.Any(id => world.TryGetInterface(context.Scope, id, out _)))
            .Select(entry => entry.Key)
            .Order(StringComparer.Ordinal);
        var counters = new List<DropCounterRecord>();
        var unreachable = new List<string>();
        foreach (string asked in hosts)
        {
            if (await Services.Options.Drops.ReadAsync(asked) is { } dropped)
                counters.AddRange(dropped.OrderBy(counter => counter.Key, StringComparer.Ordinal).Select(counter => new DropCounterRecord(asked, counter.Key, counter.Value.Packets, counter.Value.Bytes)));
            else
                unreachable.Add(asked);
        }

        return ActionResult.Ok(new DescribeDropCountersResponse(paging.Page(counters, static counter => counter), counters.Count, world.Revision, [.. unreachable]));
    }
}
