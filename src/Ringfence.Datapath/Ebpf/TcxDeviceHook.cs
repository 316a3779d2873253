using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>A tcx link, pinned under the device's index.</summary>
internal sealed class TcxDeviceHook : DeviceHook
{
    private readonly BpfLink _link;
    private readonly uint _ifindex;

    private TcxDeviceHook(BpfLink link, uint ifindex)
    {
        _link = link;
        _ifindex = ifindex;
    }

    /// <summary>Attaches the program, or puts it in the place of the one that a previous life's link runs.</summary>
    public static TcxDeviceHook Attach(BpfProgram program, EbpfPins pins, EarlyLinks early, uint ifindex, bool toInstance, TcxHook hook)
    {
        if (pins.TryGetLink(ifindex, toInstance) is { } pinned)
        {
            var info = pinned.Info();
            if (info.Ifindex == ifindex && info.Hook == hook)
            {
                if (info.ProgramId != program.Id)
                    pinned.Update(program);
                return new TcxDeviceHook(pinned, ifindex);
            }

            pinned.Dispose();
        }

        var made = early.TryTake(ifindex, hook);
        if (made is null)
            made = BpfLink.CreateTcx(program, ifindex, hook);
        else
            made.Update(program);
        pins.PinLink(made, ifindex, toInstance);
        return new TcxDeviceHook(made, ifindex);
    }

    public override string? Problem(BpfProgram ours)
    {
        var info = _link.Info();
        if (info.Ifindex != _ifindex)
            return $"The link to device {_ifindex} was detached.";
        return info.ProgramId == ours.Id ? null : $"The link to device {_ifindex} runs another program.";
    }

    public override string? Overruled()
    {
        var info = _link.Info();
        return Before(_ifindex, info.Hook, occupant => occupant.Link == info.Id);
    }

    /// <summary>Takes off what is pinned for a device.</summary>
    public static void Remove(EbpfPins pins, uint ifindex, bool toInstance)
    {
        using var link = pins.TryGetLink(ifindex, toInstance);
        if (link is null)
            return;
        if (link.Info().Ifindex != 0)
            link.Detach();
        pins.RemoveLink(ifindex, toInstance);
    }

    public override void Detach()
    {
        if (_link.Info().Ifindex != 0)
            _link.Detach();
    }

    public override void Dispose() => _link.Dispose();
}
