namespace Ringfence.Control.Registration;

/// <summary>Names of network devices.</summary>
internal static class DeviceName
{
    // IFNAMSIZ is 16 with the terminating zero.
    private const int MaximumBytes = 15;

    // The kernel refuses '/' and ':'; the others mean something inside a quoted name of a rule set.
    private const string Forbidden = "/:\"*\\";

    // What a host says to itself is no instance's: no driver attaches there, and the kernel gives every network namespace its loopback device by this name.
    private const string Loopback = "lo";

    /// <summary>True for the loopback device, which is never enforced.</summary>
    public static bool IsLoopback(string name) => name == Loopback;

    /// <summary>True for 1 to 15 visible ASCII characters that are neither special to the kernel nor in a rule set, and not <c>.</c> or <c>..</c>.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaximumBytes
        && !name.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !name.AsSpan().ContainsAny(Forbidden)
        && name is not ("." or "..");
}
