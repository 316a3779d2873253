using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Analysis;

/// <summary>The service of one packet, as people give it: <c>tcp:443</c>, <c>icmp</c>, <c>47</c>.</summary>
internal static class AskedService
{
    /// <summary>What it looks like.</summary>
    public const string Form = "tcp:443, udp:53, icmp, gre, or a protocol's number";

    /// <summary>Sets <c>Protocol</c> and <c>Port</c>; whether there is such a protocol, the server knows.</summary>
    /// <exception cref="CommandFailure">It has not that form.</exception>
    public static void Write(string text, JsonObject parameters)
    {
        string[] parts = text.Split(':');
        if (parts is not ([{ Length: > 0 }] or [{ Length: > 0 }, { Length: > 0 }]))
            throw CommandFailure.Usage($"'{text}' is not a service: {Form}.");
        parameters["Protocol"] = parts[0];
        if (parts.Length == 1)
            return;
        parameters["Port"] = ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? port
            : throw CommandFailure.Usage($"'{parts[1]}' is not a port: one number from 0 to 65535.");
    }
}
