using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringfence.Control.Analysis;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Observing;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Observing;

/// <summary>Two hosts with one interface each, and a change that would close both.</summary>
public sealed class FlowObserverTests : IAsyncDisposable
{
    private const string Closed = "sg-00000001", Id = "obs-00000001";

    private static readonly World Start = World.Load(1, 0,
    [
        new Change.PutGroup(Group(Closed, ["0.0.0.0/0"])), new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1"], Closed)), new Change.PutInterface(Interface("eni-00000002", "h2", Vpc, ["10.0.0.2"], Closed)),
        new Change.PutObservation(new PolicyObservation { Id = Id, Scope = new("100000000001", "ap-guangzhou"), Name = "close", Calls = [new ObservedCall("", "", "{}")], CreatedBy = "", CreatedFrom = "", CreatedAt = default }),
    ]);

    private readonly FakeTimeProvider _clock = new();
    private readonly Hosts _hosts = new();
    private readonly Changed _worlds = new();
    private readonly FlowObserver _observer;

    public FlowObserverTests() =>
        _observer = FlowObserver.Start(new TentativeControlPlane(Start, new ControlPlaneOptions()), _hosts, _worlds, _clock, NullLogger<FlowObserver>.Instance);

    public ValueTask DisposeAsync() => _observer.DisposeAsync();

    [Fact]
    public async Task A_conversation_counts_once_whatever_becomes_of_the_looks_in_between()
    {
        _hosts.Flows = [Flow("eni-00000001", 40001), Flow("eni-00000001", 40002), Flow("eni-00000002", 40003)];
        Assert.Equal((3, ""), await LookAsync());

        _hosts.Unreachable = "h1";
        Assert.Equal((3, "h1"), await LookAsync());

        // Its kernel refuses in the middle of a listing: what it had told counts, once, and the other host is looked at all the same.
        (_hosts.Unreachable, _hosts.Failing) = (null, "h1");
        _hosts.Flows = [Flow("eni-00000001", 40004), .. _hosts.Flows, Flow("eni-00000002", 40005)];
        Assert.Equal((5, "h1"), await LookAsync());

        _hosts.Failing = null;
        Assert.Equal((5, ""), await LookAsync());

        _hosts.Flows = [.. _hosts.Flows.Skip(1)];
        await LookAsync();
        _hosts.Flows = [Flow("eni-00000001", 40004), .. _hosts.Flows];
        Assert.Equal((6, ""), await LookAsync());
    }

    [Fact]
    public async Task What_a_host_could_not_hold_is_told_though_it_is_watched()
    {
        _worlds.Change = new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, [.. Enumerable.Range(0, 257).Select(i => $"10.1.{i / 250}.{i % 250}")], Closed));
        await LookAsync();
        Assert.Equal("eni-00000001 on host 'h1' would need 257 own addresses, 1 more than the 256 that fit.", Assert.Single(_observer.StateOf(Id).Excess));
        Assert.Null(_observer.StateOf(Id).Fault);
    }

    /// <summary>Lets one whole look go by; what was counted since the beginning, and the hosts that could not be asked.</summary>
    private async Task<(long Total, string Unreachable)> LookAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));

        // When the second from now has begun, the first is over.
        for (int until = _hosts.Looks + 2; _hosts.Looks < until;)
        {
            _clock.Advance(FlowObserver.Interval);
            await _hosts.Looked.WaitAsync(TimeSpan.FromMilliseconds(20), patience.Token);
        }

        var state = _observer.StateOf(Id);
        return (state.Seen!.Count().Total, string.Join(' ', state.UnreachableHosts));
    }

    private static ObservedFlow Flow(string interfaceId, ushort port) => new(
        interfaceId, Direction.Ingress, IpProtocol.Tcp, IpAddress.Parse("10.0.0.1"), 80, IpAddress.Parse("192.0.2.1"), port, "", null, null, null, null, true);

    /// <summary>The calls would close the group, or what a test says.</summary>
    private sealed class Changed : IObservedWorlds
    {
        public Change Change { get; set; } = new Change.PutGroup(Group(Closed, []));

        public ValueTask<(World? World, string? Fault)> ApplyAsync(World world, PolicyObservation observation, CancellationToken cancellationToken) => new((world.Tentative([Change]), null));
    }

    /// <summary>Both hosts, of which one may be out of reach, or refuse after its first flow.</summary>
    private sealed class Hosts : IFlowSource
    {
        private int _looks;

        public ImmutableArray<ObservedFlow> Flows { get; set; } = [];

        public string? Unreachable { get; set; }

        public string? Failing { get; set; }

        public int Looks => Volatile.Read(ref _looks);

        public SemaphoreSlim Looked { get; } = new(0);

        public IAsyncEnumerable<ObservedFlow>? Read(string host, CancellationToken cancellationToken)
        {
            if (host == "h1")
            {
                Interlocked.Increment(ref _looks);
                Looked.Release();
            }

            return host == Unreachable ? null : List(host, Flows);
        }

        private async IAsyncEnumerable<ObservedFlow> List(string host, ImmutableArray<ObservedFlow> flows)
        {
            foreach (var flow in flows.Where(flow => Start.Interfaces[flow.InterfaceId].Host == host))
            {
                yield return flow;
                await Task.Yield();
                if (host == Failing)
                    throw new IOException("The kernel refused.");
            }
        }
    }
}
