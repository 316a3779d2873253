using Ringfence.Linux.Bpf;
using Ringfence.Linux.Namespaces;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Links to devices, made while the program that they are for is still being verified. To make one the kernel waits for a grace period, 10 to 20 ms in which nobody else may change a device; to give one
/// another program it waits for nothing. Until it is taken, a link runs a program that leaves every packet to whoever comes next, as if there were no link: what is guarded stays so. It has no name, so
/// it goes with the process.
/// </summary>
internal sealed class EarlyLinks : IDisposable
{
    private const string Object = "placeholder.bpf.o", ProgramName = "ringfence_placeholder";

    private readonly Dictionary<(uint Ifindex, TcxHook Hook), BpfLink> _links = [];
    private readonly DedicatedThread _thread = new("ringfence-early");
    private readonly Task _making;
    private volatile bool _isEnough;

    /// <summary>Begins to make them, for those of the devices that are there and that no previous life has linked. On a thread of the namespace.</summary>
    /// <param name="pins">What previous lives have linked.</param>
    /// <param name="devices">Names.</param>
    public EarlyLinks(EbpfPins pins, IReadOnlyCollection<string> devices) => _making = _thread.RunAsync(() =>
    {
        Make(pins, devices);
        return true;
    });

    /// <summary>No more are made; waits for the one that is being made. Throws nothing, also when called again.</summary>
    public void End()
    {
        _isEnough = true;
        _making.GetAwaiter().GetResult();
        _thread.Dispose();
    }

    /// <summary>A link that is the caller's from now on; null: there is none. After <see cref="End"/>.</summary>
    public BpfLink? TryTake(uint ifindex, TcxHook hook) => _links.Remove((ifindex, hook), out var link) ? link : null;

    /// <summary>Takes those off that nobody has taken.</summary>
    public void Dispose()
    {
        End();
        foreach (var link in _links.Values)
            link.Dispose();
        _links.Clear();
    }

    private void Make(EbpfPins pins, IReadOnlyCollection<string> devices)
    {
        BpfProgram? placeholder = null;
        try
        {
            // A device may have several names, or get another one meanwhile.
            foreach (uint ifindex in devices.Select(NetworkDevice.IndexOf).Distinct().Where(ifindex => ifindex != 0 && !IsLinked(pins, ifindex)))
            {
                placeholder ??= Load();
                foreach (var hook in new[] { TcxHook.Egress, TcxHook.Ingress })
                {
                    if (_isEnough)
                        return;
                    _links.Add((ifindex, hook), BpfLink.CreateTcx(placeholder, ifindex, hook));
                }
            }
        }
        catch (Exception)
        {
            // No tcx, no libbpf, or the device has just gone: loading and attaching say so. Whatever it was, a device without an early link is attached as ever: it is no reason not to start.
        }
        finally
        {
            placeholder?.Dispose();
        }
    }

    private static bool IsLinked(EbpfPins pins, uint ifindex)
    {
        using var link = pins.TryGetLink(ifindex, toInstance: true);
        return link is not null;
    }

    private static BpfProgram Load()
    {
        using var code = BpfObject.Open("placeholder", EbpfImage.Read(Object));
        code.Load();
        return code.TakeProgram(ProgramName);
    }
}
