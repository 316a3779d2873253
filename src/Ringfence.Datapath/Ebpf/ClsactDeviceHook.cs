using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>A filter of the device's clsact qdisc. The kernel keeps it with the device: there is nothing to pin.</summary>
internal sealed class ClsactDeviceHook : DeviceHook
{
    private readonly ClsactFilter _filter;
    private readonly uint _ifindex;

    private ClsactDeviceHook(ClsactFilter filter, uint ifindex)
    {
        _filter = filter;
        _ifindex = ifindex;
    }

    /// <summary>Attaches the program, or puts it in the place of ours of a previous life.</summary>
    public static ClsactDeviceHook Attach(BpfProgram program, uint ifindex, TcxHook hook)
    {
        var filter = new ClsactFilter(ifindex, hook == TcxHook.Ingress);
        if (filter.ProgramId() != program.Id)
            filter.Attach(program);
        return new ClsactDeviceHook(filter, ifindex);
    }

    public override string? Problem(BpfProgram ours)
    {
        uint running = _filter.ProgramId();
        if (running == 0)
            return $"The filter of device {_ifindex} was removed.";
        return running == ours.Id ? null : $"The filter of device {_ifindex} runs another program.";
    }

    /// <summary>Ours has the highest priority there is; tcx programs, which would run before it, do not exist on kernels that need it.</summary>
    public override string? Overruled() => null;

    public override void Detach() => _filter.Detach();

    public override void Dispose()
    {
        // The filter belongs to the device.
    }
}
