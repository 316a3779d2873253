using System.Globalization;

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>How much of something a test does: a short form by default, the full one by an environment variable. CONTRIBUTING.md lists them.</summary>
internal static class Amount
{
    /// <summary>The variable's number; the default where it is not set.</summary>
    public static long Of(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
