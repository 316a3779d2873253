using Ringfence.Linux.Bpf;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// A device's two links. To the instance is what a guest's device sends and what a machine's own device receives.
/// </summary>
internal sealed class Attachment : IDisposable
{
    private readonly BpfLink _to, _from;

    private Attachment(uint ifindex, BpfLink to, BpfLink from)
    {
        Ifindex = ifindex;
        _to = to;
        _from = from;
    }

    /// <summary>The device.</summary>
    public uint Ifindex { get; }

    /// <summary>Attaches the program, or puts it in the place of the one that a previous life left: then no packet passes between the two unseen.</summary>
    /// <exception cref="BpfException">The device has gone, or the kernel refused.</exception>
    public static Attachment Make(EbpfProgram program, EbpfPins pins, uint ifindex, InterfaceRole role)
    {
        bool guest = role == InterfaceRole.Guest;
        var to = Link(program.ToInstance, pins, ifindex, toInstance: true, guest ? TcxHook.Egress : TcxHook.Ingress);
        try
        {
            return new Attachment(ifindex, to, Link(program.FromInstance, pins, ifindex, toInstance: false, guest ? TcxHook.Ingress : TcxHook.Egress));
        }
        catch
        {
            to.Dispose();
            throw;
        }
    }

    /// <summary>Null: both links are at the device with our programs. Else what is wrong.</summary>
    public string? Problem(EbpfProgram program)
    {
        foreach (var (link, ours) in new[] { (_to, program.ToInstance), (_from, program.FromInstance) })
        {
            var info = link.Info();
            if (info.Ifindex != Ifindex)
                return $"The link to device {Ifindex} was detached.";
            if (info.ProgramId != ours.Id)
                return $"The link to device {Ifindex} runs another program.";
        }

        return null;
    }

    /// <summary>Not null: somebody else's program runs before ours and may pass packets that ours never sees.</summary>
    public string? Overruled()
    {
        foreach (var link in new[] { _to, _from })
        {
            var info = link.Info();
            var first = TcxQuery.Programs(Ifindex, info.Hook);
            if (first.Count > 0 && first[0].Link != info.Id)
                return $"Program {first[0].Program} runs before ours at device {Ifindex}.";
        }

        return null;
    }

    /// <summary>Takes the program off the device.</summary>
    public void Detach(EbpfPins pins)
    {
        _to.Detach();
        _from.Detach();
        RemovePins(pins);
    }

    /// <summary>Removes the links' names.</summary>
    public void RemovePins(EbpfPins pins)
    {
        pins.RemoveLink(Ifindex, toInstance: true);
        pins.RemoveLink(Ifindex, toInstance: false);
    }

    /// <summary>Takes off what a previous life attached to a device.</summary>
    public static void Remove(EbpfPins pins, uint ifindex)
    {
        foreach (bool to in new[] { true, false })
        {
            using var link = pins.TryGetLink(ifindex, to);
            if (link is not null && link.Info().Ifindex != 0)
                link.Detach();
            pins.RemoveLink(ifindex, to);
        }
    }

    /// <summary>Closes the descriptors; the pins keep the links.</summary>
    public void Dispose()
    {
        _to.Dispose();
        _from.Dispose();
    }

    private static BpfLink Link(BpfProgram program, EbpfPins pins, uint ifindex, bool toInstance, TcxHook hook)
    {
        if (pins.TryGetLink(ifindex, toInstance) is { } pinned)
        {
            var info = pinned.Info();
            if (info.Ifindex == ifindex && info.Hook == hook)
            {
                if (info.ProgramId != program.Id)
                    pinned.Update(program);
                return pinned;
            }

            pinned.Dispose();
        }

        var made = BpfLink.CreateTcx(program, ifindex, hook);
        pins.PinLink(made, ifindex, toInstance);
        return made;
    }
}
