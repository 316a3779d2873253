namespace Ringfence.Linux.Namespaces;

/// <summary>Binds threads to CPUs.</summary>
public static class ProcessorAffinity
{
    /// <summary>Lets the calling thread run on one CPU only. Meant for a <see cref="DedicatedThread"/>.</summary>
    /// <param name="processor">The CPU's number, 0 to 63.</param>
    /// <exception cref="IOException">The CPU does not exist or is not ours to use.</exception>
    public static void PinCurrentThread(int processor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)processor, 63u);
        ulong mask = 1UL << processor;
        NamespaceNative.Check(NamespaceNative.SetAffinity(0, sizeof(ulong), mask), $"Pin a thread to CPU {processor}");
    }
}
