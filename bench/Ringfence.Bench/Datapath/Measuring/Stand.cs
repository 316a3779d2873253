using Ringfence.Bench.Datapath.Contenders;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>A configuration set up: its contender enforces on a test bed of its own.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private readonly TestBed _bed;
    private readonly IContender _contender;
    private readonly TrafficSource _traffic;

    private Stand(Configuration configuration, TestBed bed, IContender contender, TrafficSource traffic)
    {
        Configuration = configuration;
        (_bed, _contender, _traffic) = (bed, contender, traffic);
    }

    public Configuration Configuration { get; }

    /// <exception cref="IOException">The contender cannot be here, and why.</exception>
    public static async Task<Stand> BuildAsync(Configuration configuration, TrafficSource traffic)
    {
        var bed = await TestBed.BuildAsync(configuration.Name, configuration.Shape);
        var stand = new Stand(configuration, bed, configuration.Open(), traffic);
        try
        {
            await stand._contender.InstallAsync(bed, configuration.Rules.Value);
            return stand;
        }
        catch
        {
            await stand.DisposeAsync();
            throw;
        }
    }

    /// <summary>One slice between two of the empty topology. The flow table is primed before and empty afterwards.</summary>
    /// <param name="kind">What is sent.</param>
    /// <param name="empty">The empty topology of the same shape.</param>
    /// <exception cref="LostPacketsException">Not the packets arrived that had to.</exception>
    public async Task<Sample> MeasureAsync(TrafficKind kind, TestBed empty)
    {
        int packets = Configuration.Packets(kind);
        var flows = _traffic.Flows(kind, packets);
        try
        {
            if (kind is TrafficKind.EstablishedOne or TrafficKind.EstablishedMany or TrafficKind.Rejudged)
                Slice.Establish(_bed, flows);
            if (kind == TrafficKind.Rejudged)
                await _contender.ChangeRulesAsync();
            double before = Slice.Run(empty, flows, 0, packets, packets);
            double total = Slice.Run(_bed, flows, 0, packets, kind == TrafficKind.Denied ? 0 : packets);
            double after = Slice.Run(empty, flows, 0, packets, packets);
            return new Sample(before, total, after);
        }
        finally
        {
            _contender.ForgetFlows();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _contender.DisposeAsync();
        _bed.Dispose();
    }
}
