using Ringfence.Linux.Native;

namespace Ringfence.Linux.Threads;

/// <summary>Wakes a thread that waits in the kernel, once and for good: an eventfd that becomes readable.</summary>
internal sealed unsafe class StopSignal : IDisposable
{
    public StopSignal()
    {
        Descriptor = Libc.EventDescriptor(0, Libc.CloseOnExec);
        if (Descriptor.IsInvalid)
            throw LinuxException.Last("eventfd");
    }

    public FileDescriptor Descriptor { get; }

    public void Raise()
    {
        ulong one = 1;
        _ = Libc.Write(Descriptor, &one, sizeof(ulong));
    }

    /// <summary>Waits for the signal, so long and no longer; true when it came.</summary>
    public bool Wait(TimeSpan time)
    {
        var descriptor = new Libc.PollDescriptor { Descriptor = (int)Descriptor.DangerousGetHandle(), Events = Libc.PollIn };
        return Libc.Poll(&descriptor, 1, (int)time.TotalMilliseconds) > 0;
    }

    public void Dispose() => Descriptor.Dispose();
}
