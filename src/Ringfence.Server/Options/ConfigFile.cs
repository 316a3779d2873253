using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Ringfence.Agent.Options;

namespace Ringfence.Server.Options;

/// <summary>
/// Options from a JSON file, by the names of <see cref="ServerOptions"/>. Comments and trailing commas are allowed. Every fault is listed with its key, and an
/// unknown key is a fault: a misspelt limit must not quietly be the default.
/// </summary>
internal static class ConfigFile
{
    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The options with what the file says; faults are added to the list.</summary>
    public static ServerOptions Apply(ServerOptions options, string path, List<string> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return Apply(options, document.RootElement, (key, fault) => faults.Add($"{path}: {key}: {fault}"));
            faults.Add($"{path}: it must be a JSON object");
        }
        catch (JsonException fault)
        {
            faults.Add($"{path}: {fault.Message}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(fault.Message);
        }

        return options;
    }

    private static ServerOptions Apply(ServerOptions options, JsonElement root, Action<string, string> fault)
    {
        foreach (var (key, value) in root.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            options = key switch
            {
                nameof(ServerOptions.Port) when Number(value) is >= 0 and <= 65535 => options with { Port = Number(value)!.Value },
                nameof(ServerOptions.Listen) when IPAddress.TryParse(Text(value), out var address) => options with { Listen = address },
                "Data" when Text(value) is { Length: > 0 } folder => options with { DataFolder = Path.GetFullPath(folder) },
                nameof(ServerOptions.NetNs) when Text(value) is { Length: > 0 } name => options with { NetNs = name },
                "Host" when Text(value) is { Length: > 0 } name => options with { HostName = name },
                nameof(ServerOptions.Datapath) when EnforcementText.TryDatapath(Text(value), out var choice) => options with { Datapath = choice },
                nameof(ServerOptions.Region) when Text(value) is { Length: > 0 } region => options with { Region = region },
                nameof(ServerOptions.PrivateRegions) when Texts(value) is { } regions => options with { PrivateRegions = regions },
                nameof(ServerOptions.FailsafeTcp) when Ports(value) is { } ports => options with { FailsafeTcp = ports },
                nameof(ServerOptions.LinkEssentials) when Texts(value) is { } names && EnforcementText.TryEssentials(names, out var essentials) =>
                    options with { LinkEssentials = essentials },
                nameof(ServerOptions.CountRulePackets) when value.ValueKind is JsonValueKind.True or JsonValueKind.False => options with { CountRulePackets = value.GetBoolean() },
                nameof(ServerOptions.FlowAges) when value.ValueKind == JsonValueKind.Object => ApplyFlowAges(options, value, fault),
                nameof(ServerOptions.FlowSlots) when EnforcementText.FlowSlots(Number(value)) is { } slots => options with { FlowSlots = slots },
                nameof(ServerOptions.Quotas) when value.ValueKind == JsonValueKind.Object => ApplyQuotas(options, value, fault),
                nameof(ServerOptions.RateLimits) when Text(value) == RateLimitNames.Off => options with { RateLimits = options.RateLimits with { IsOn = false } },
                nameof(ServerOptions.RateLimits) when value.ValueKind == JsonValueKind.Object => ApplyRateLimits(options, value, fault),
                _ => Refuse(options, key, fault),
            };
        }

        return options;
    }

    private static ServerOptions Refuse(ServerOptions options, string key, Action<string, string> fault)
    {
        fault(key, key switch
        {
            nameof(ServerOptions.Port) => "must be a port number, 0 to 65535",
            nameof(ServerOptions.Listen) => "must be an IP address",
            "Data" or nameof(ServerOptions.NetNs) or "Host" or nameof(ServerOptions.Region) => "must be a text",
            nameof(ServerOptions.Datapath) => $"must be one of {EnforcementText.Datapaths}",
            nameof(ServerOptions.PrivateRegions) => "must be an array of texts",
            nameof(ServerOptions.FailsafeTcp) => "must be an array of port numbers",
            nameof(ServerOptions.LinkEssentials) => $"must be an array of some of {EnforcementText.Essentials}",
            nameof(ServerOptions.CountRulePackets) => "must be true or false",
            nameof(ServerOptions.FlowAges) => $"must be an object of ages in seconds: {FlowAgeNames.All}",
            nameof(ServerOptions.FlowSlots) => EnforcementText.FlowSlotsAre,
            nameof(ServerOptions.Quotas) => $"must be an object of limits: {QuotaNames.All}",
            nameof(ServerOptions.RateLimits) => "must be \"off\" or an object of actions and requests a second",
            _ => "is no option; there are Port, Listen, Data, NetNs, Host, Datapath, Region, PrivateRegions, FailsafeTcp, LinkEssentials, CountRulePackets, FlowAges, FlowSlots, Quotas and RateLimits",
        });
        return options;
    }

    private static ServerOptions ApplyFlowAges(ServerOptions options, JsonElement given, Action<string, string> fault)
    {
        var ages = options.FlowAges;
        foreach (var age in given.EnumerateObject())
        {
            if (!FlowAgeNames.TrySet(ref ages, age.Name, Number(age.Value), out string reason))
                fault($"{nameof(ServerOptions.FlowAges)}.{age.Name}", reason);
        }

        return options with { FlowAges = ages };
    }

    private static ServerOptions ApplyQuotas(ServerOptions options, JsonElement limits, Action<string, string> fault)
    {
        var quotas = options.Quotas;
        foreach (var limit in limits.EnumerateObject())
        {
            if (!QuotaNames.TrySet(ref quotas, limit.Name, Number(limit.Value), out string reason))
                fault($"Quotas.{limit.Name}", reason);
        }

        return options with { Quotas = quotas };
    }

    private static ServerOptions ApplyRateLimits(ServerOptions options, JsonElement given, Action<string, string> fault)
    {
        var limits = options.RateLimits;
        foreach (var limit in given.EnumerateObject())
        {
            if (!RateLimitNames.TrySet(ref limits, limit.Name, Number(limit.Value), out string reason))
                fault($"{nameof(ServerOptions.RateLimits)}.{limit.Name}", reason);
        }

        return options with { RateLimits = limits };
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;

    private static ImmutableArray<string>? Texts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var texts = value.EnumerateArray().Select(Text).ToArray();
        return texts.All(text => text is { Length: > 0 }) ? [.. texts.OfType<string>()] : null;
    }

    private static ImmutableArray<int>? Ports(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var ports = value.EnumerateArray().Select(Number).ToArray();
        return ports.All(port => port is >= 1 and <= 65535) ? [.. ports.OfType<int>()] : null;
    }
}
