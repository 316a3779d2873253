namespace Ringfence.Linux.Namespaces;

/// <summary>Kernel settings under <c>/proc/sys/net</c>; the kernel shows each thread those of its own namespace.</summary>
public static class Sysctl
{
    /// <summary>Sets a value in the calling thread's namespace.</summary>
    /// <param name="key">Path below <c>/proc/sys/net</c>, as <c>ipv4/ip_forward</c>.</param>
    /// <param name="value">The text to write.</param>
    /// <exception cref="IOException">No such setting, or not permitted.</exception>
    public static void Write(string key, string value) => File.WriteAllText($"/proc/sys/net/{key}", value);

    /// <summary>Sets a value when the kernel has such a setting.</summary>
    /// <returns>False when it has not.</returns>
    public static bool TryWrite(string key, string value)
    {
        if (!File.Exists($"/proc/sys/net/{key}"))
            return false;
        Write(key, value);
        return true;
    }

    /// <summary>Reads a value in the calling thread's namespace, without the line end.</summary>
    public static string Read(string key) => File.ReadAllText($"/proc/sys/net/{key}").TrimEnd('\n');
}
