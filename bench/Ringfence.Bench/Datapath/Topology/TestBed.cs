using Ringfence.Linux.Namespaces;

namespace Ringfence.Bench.Datapath.Topology;

/// <summary>
/// Three namespaces in a row; what a contender enforces is at the middle one's device to the receiver. The ends' threads are bound to one CPU: what they send is processed
/// there, all the way. The namespaces' names are in the process's own mount namespace (bench/datapath sees to that), so nothing is left of them when it ends, however it ends.
/// </summary>
internal sealed class TestBed : IDisposable
{
    private TestBed(LinkShape shape, NetworkNamespace sender, NetworkNamespace router, NetworkNamespace receiver)
    {
        (Shape, Sender, Router, Receiver) = (shape, sender, router, receiver);
        (AtSender, AtReceiver) = (sender.Run(() => new Sink(Wiring.EndDevice)), receiver.Run(() => new Sink(Wiring.EndDevice)));
    }

    /// <summary>The CPU that everything is sent and processed on: the last one, since the first gets most of the machine's interrupts.</summary>
    public static int Cpu { get; } = Environment.ProcessorCount - 1;

    public LinkShape Shape { get; }

    public NetworkNamespace Sender { get; }

    public NetworkNamespace Router { get; }

    public NetworkNamespace Receiver { get; }

    /// <summary>Counts what the router let through.</summary>
    public Sink AtReceiver { get; }

    /// <summary>Counts the instance's answers.</summary>
    public Sink AtSender { get; }

    /// <summary>Builds one; the name must be free.</summary>
    public static async Task<TestBed> BuildAsync(string name, LinkShape shape)
    {
        var (sender, router, receiver) = (NetworkNamespace.Create(name + "-sender"), NetworkNamespace.Create(name + "-router"), NetworkNamespace.Create(name + "-receiver"));
        await Wiring.ConnectAsync(sender, router, receiver, shape);
        sender.Run(() => ProcessorAffinity.PinCurrentThread(Cpu));
        receiver.Run(() => ProcessorAffinity.PinCurrentThread(Cpu));
        return new TestBed(shape, sender, router, receiver);
    }

    public void Dispose()
    {
        AtSender.Dispose();
        AtReceiver.Dispose();
        foreach (var space in (NetworkNamespace[])[Sender, Router, Receiver])
        {
            space.Dispose();
            NetworkNamespace.Delete(space.Name);
        }
    }
}
