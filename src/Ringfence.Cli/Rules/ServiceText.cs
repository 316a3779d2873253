using System.Text.Json.Nodes;
using Ringfence.Cli.Templates;

namespace Ringfence.Cli.Rules;

/// <summary>Finds out what people mean by a service.</summary>
internal sealed class ServiceText(RuleNames names)
{
    /// <summary>What a service looks like, for faults.</summary>
    public const string Form = "all, icmp, tcp:22, udp:1000-2000, tcp:80,443, …, or a service template";

    /// <summary>The service's members; null when it has not the form of one.</summary>
    /// <exception cref="Running.CommandFailure">Several templates have this name.</exception>
    public IReadOnlyList<RuleField>? Read(string text)
    {
        if (names.Templates.TryFind(text) is { Kind.IsPeer: false } template)
            return [new("ServiceTemplate", new JsonObject { [template.Kind == TemplateKind.Service ? "ServiceId" : "ServiceGroupId"] = template.Id })];
        string[] parts = text.Split(':', 2);
        if (parts[0].Length == 0 || parts is [_, ""])
            return null;
        return [new("Protocol", parts[0].ToUpperInvariant()), new("Port", parts.Length == 2 ? parts[1].ToUpperInvariant() : "ALL")];
    }
}
