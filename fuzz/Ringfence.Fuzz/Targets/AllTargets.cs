namespace Ringfence.Fuzz.Targets;

/// <summary>Every target, with its share of a run: those that take longer get fewer executions.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<(FuzzTarget Target, int Share)> List { get; } =
    [
        (RequestTargets.Json, 10), (RequestTargets.Form, 10), (RequestTargets.Multipart, 5),
        (SignatureTargets.Tc3, 10), (SignatureTargets.V1, 10),
        (GrammarTargets.Cidr, 20), (GrammarTargets.Ports, 20), (GrammarTargets.Rule, 10), (GrammarTargets.Template, 10),
        (FileTargets.Json, 3), (FileTargets.Yaml, 1), (FileTargets.Csv, 3),
        (TraceTargets.Capture, 5), (TraceTargets.FlowLog, 5),
    ];
}
