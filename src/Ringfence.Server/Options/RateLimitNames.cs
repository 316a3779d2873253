using Ringfence.Api.Http;

namespace Ringfence.Server.Options;

/// <summary>Reads rate limits: of an action by its name, or all of them off.</summary>
internal static class RateLimitNames
{
    public const string Off = "off";

    /// <summary>Sets the limit of an action, in requests a second; 0 means none. False, with the reason, when it is no such number.</summary>
    public static bool TrySet(ref RateLimits limits, string action, int? value, out string fault)
    {
        fault = "";
        if (action.Length == 0 || !action.All(char.IsAsciiLetterOrDigit))
            fault = $"`{action}` is not the name of an action";
        else if (value is null or < 0)
            fault = $"the limit of `{action}` must be a whole number of requests a second, 0 for none";
        else
            limits = limits with { PerAction = limits.PerAction.SetItem(action, value.Value) };
        return fault.Length == 0;
    }
}
