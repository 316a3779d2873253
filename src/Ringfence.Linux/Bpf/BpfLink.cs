namespace Ringfence.Linux.Bpf;

/// <summary>Where at a device a program sits.</summary>
public enum TcxHook : uint
{
    /// <summary>Packets that the device received.</summary>
    Ingress = 46,

    /// <summary>Packets that are about to leave by the device.</summary>
    Egress = 47,
}

/// <summary>What the kernel says of a link.</summary>
/// <param name="Id">The link's id.</param>
/// <param name="ProgramId">The program that runs.</param>
/// <param name="Ifindex">The device; 0 when it is gone or the link was detached.</param>
/// <param name="Hook">The place.</param>
public readonly record struct TcxLinkInfo(uint Id, uint ProgramId, uint Ifindex, TcxHook Hook);

/// <summary>
/// The attachment of a program to a device's tcx hook (kernel 6.6). It lives as long as a descriptor or a pin of it, and the device.
/// </summary>
public sealed unsafe class BpfLink(BpfFd fd) : IDisposable
{
    internal const int NetfilterHook = 45;

    private const uint Before = 1 << 3;

    /// <summary>The descriptor.</summary>
    public BpfFd Fd { get; } = fd;

    /// <summary>Attaches, before every program that is there. The device is one of the calling thread's network namespace.</summary>
    /// <exception cref="BpfException">No such device, or no tcx.</exception>
    public static BpfLink CreateTcx(BpfProgram program, uint ifindex, TcxHook hook)
    {
        ArgumentNullException.ThrowIfNull(program);
        var call = default(BpfCall);
        call.Set32(0, (uint)program.Fd.Number);
        call.Set32(4, ifindex);
        call.Set32(8, (uint)hook);
        call.Set32(12, Before);
        return new BpfLink(new BpfFd(call.Invoke(BpfCall.LinkCreate, $"attach to tcx {hook} of device {ifindex}")));
    }

    /// <summary>Attaches to a netfilter hook of the calling thread's network namespace (kernel 6.4).</summary>
    /// <param name="program">The program.</param>
    /// <param name="family">The protocol family: 2 (IPv4) or 10 (IPv6).</param>
    /// <param name="hook">1 input, 2 forward, 3 output.</param>
    /// <param name="priority">Lower runs earlier; no two BPF programs may have the same at one hook.</param>
    public static BpfLink CreateNetfilter(BpfProgram program, uint family, uint hook, int priority)
    {
        ArgumentNullException.ThrowIfNull(program);
        var call = default(BpfCall);
        call.Set32(0, (uint)program.Fd.Number);
        call.Set32(8, NetfilterHook);
        call.Set32(16, family);
        call.Set32(20, hook);
        call.Set32(24, (uint)priority);
        return new BpfLink(new BpfFd(call.Invoke(BpfCall.LinkCreate, $"attach to netfilter hook {hook} of family {family}")));
    }

    /// <summary>Puts another program in the place of the one that runs: no packet passes in between unseen.</summary>
    public void Update(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var call = default(BpfCall);
        call.Set32(0, (uint)Fd.Number);
        call.Set32(4, (uint)program.Fd.Number);
        call.Invoke(BpfCall.LinkUpdate, "link update");
    }

    /// <summary>Detaches, whoever else holds the link.</summary>
    public void Detach()
    {
        var call = default(BpfCall);
        call.Set32(0, (uint)Fd.Number);
        call.Invoke(BpfCall.LinkDetach, "link detach");
    }

    /// <summary>Asks the kernel.</summary>
    public TcxLinkInfo Info()
    {
        uint* info = stackalloc uint[16]; // struct bpf_link_info: type, id, prog_id, pad, then tcx: ifindex, attach_type
        BpfInfo.Read(Fd, info, 16 * sizeof(uint));
        return new TcxLinkInfo(info[1], info[2], info[4], (TcxHook)info[5]);
    }

    /// <summary>The priority of a link to a netfilter hook.</summary>
    public int NetfilterPriority()
    {
        uint* info = stackalloc uint[16]; // struct bpf_link_info: type, id, prog_id, pad, then netfilter: pf, hooknum, priority, flags
        BpfInfo.Read(Fd, info, 16 * sizeof(uint));
        return (int)info[6];
    }

    /// <inheritdoc/>
    public void Dispose() => Fd.Dispose();
}
