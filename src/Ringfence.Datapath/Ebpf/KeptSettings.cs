using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// What holds for the whole host as it should be in the kernel: the options, and the secret that flows and addresses are found by. What a monitor chooses is its own: which events there are, and how many of them.
/// </summary>
internal sealed class KeptSettings
{
    private readonly EbpfProgram _program;
    private readonly KernelHost _kept;

    /// <summary>Remembers the options, which are in the program's record, and the secret that is there.</summary>
    public KeptSettings(EbpfProgram program, EbpfOptions options)
    {
        _program = program;
        _kept = new KernelHost { Secret = program.Host.Secret };
        HostSettings.Write(ref _kept, options);
    }

    /// <summary>Puts back what somebody wrote over.</summary>
    /// <returns>What that was; null: nothing.</returns>
    public string? Restore()
    {
        ref var host = ref _program.Host;
        List<string> changed = [];
        if (RestoreFeatures(ref host))
            changed.Add("what is always allowed and counted");
        if (!SameAges(in host))
        {
            changed.Add("ages");
            (host.Ages, host.FragmentAge, host.AgeMargin, host.EvictAfter) = (_kept.Ages, _kept.FragmentAge, _kept.AgeMargin, _kept.EvictAfter);
        }

        if (!((ReadOnlySpan<ushort>)host.Failsafe).SequenceEqual(_kept.Failsafe))
        {
            changed.Add("failsafe ports");
            host.Failsafe = _kept.Failsafe;
        }

        if (!((ReadOnlySpan<uint>)host.Secret).SequenceEqual(_kept.Secret))
        {
            changed.Add("the secret that flows are found by");
            host.Secret = _kept.Secret;
        }

        return changed.Count == 0 ? null : $"The host's settings were changed: {string.Join(", ", changed)}.";
    }

    private bool SameAges(in KernelHost host) =>
        ((ReadOnlySpan<uint>)host.Ages).SequenceEqual(_kept.Ages) && (host.FragmentAge, host.AgeMargin, host.EvictAfter) == (_kept.FragmentAge, _kept.AgeMargin, _kept.EvictAfter);

    /// <summary>In one exchange, so that a monitor which switches meanwhile is not overruled.</summary>
    private bool RestoreFeatures(ref KernelHost host)
    {
        ref uint word = ref Unsafe.As<KernelFeatures, uint>(ref host.Features);
        const uint Events = (uint)KernelFeatures.Events;
        while (true)
        {
            uint found = Volatile.Read(ref word), right = (found & Events) | ((uint)_kept.Features & ~Events);
            if (found == right)
                return false;
            if (Interlocked.CompareExchange(ref word, right, found) == found)
                return true;
        }
    }
}
