using System.Globalization;

namespace Ringfence.Cli.Output;

/// <summary>Numbers of things.</summary>
internal static class Count
{
    /// <summary><c>1 call</c>, <c>2 calls</c>.</summary>
    public static string Of(long number, string thing) => string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");
}
