using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>A filter of the device's clsact qdisc. The kernel keeps it with the device: there is nothing to pin.</summary>
internal sealed class ClsactDeviceHook : DeviceHook
{
    private readonly ClsactFilter _filter;
    private readonly uint _ifindex;
    private readonly TcxHook _hook;

    private ClsactDeviceHook(ClsactFilter filter, uint ifindex, TcxHook hook)
    {
        _filter = filter;
        _ifindex = ifindex;
        _hook = hook;
    }

    /// <summary>Attaches the program, or puts it in the place of ours of a previous life.</summary>
    public static ClsactDeviceHook Attach(BpfProgram program, uint ifindex, TcxHook hook)
    {
        var filter = new ClsactFilter(ifindex, hook == TcxHook.Ingress);
        if (filter.ProgramId() != program.Id)
            filter.Attach(program);
        return new ClsactDeviceHook(filter, ifindex, hook);
    }

    /// <summary>Takes off what is at a device's hook.</summary>
    public static void Remove(uint ifindex, TcxHook hook) => new ClsactFilter(ifindex, hook == TcxHook.Ingress).Detach();

    public override string? Problem(BpfProgram ours)
    {
        uint running = _filter.ProgramId();
        if (running == 0)
            return $"The filter of device {_ifindex} was removed.";
        return running == ours.Id ? null : $"The filter of device {_ifindex} runs another program.";
    }

    /// <summary>Ours has the highest priority there is and comes first when it is attached. But who adds another filter of that priority later comes before it: the kernel keeps no place for anybody.</summary>
    public override string? Overruled() => Before(_ifindex, _hook, occupant => occupant.Filter is { } filter && ClsactFilter.Is(filter));

    public override void Detach() => _filter.Detach();

    public override void Dispose()
    {
        // The filter belongs to the device.
    }
}
