using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>Reads the services of a guard, which are written as in a service template: <c>tcp:22,3389</c>, <c>icmp</c>, <c>ALL</c>.</summary>
internal static class GuardServices
{
    /// <summary>The services; every text that is none is a fault.</summary>
    public static ServiceSet Parse(ImmutableArray<string> texts, string path, Faults faults)
    {
        var services = new List<LiteralService>();
        for (int i = 0; i < texts.Length; i++)
        {
            if (MemberParser.Parse(texts[i], TemplateKind.Service, $"{path}.{i}", faults) is { Content: TemplateContent.Services read })
                services.Add(read.Service);
        }

        return ServiceSet.Of(services);
    }
}
