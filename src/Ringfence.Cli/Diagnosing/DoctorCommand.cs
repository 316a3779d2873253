using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;
using Ringfence.Datapath.Diagnosis;

namespace Ringfence.Cli.Diagnosing;

/// <summary>Says whether this host can enforce, with what, and what of it is in the kernel. Needs no server and changes nothing.</summary>
internal sealed class DoctorCommand : Command
{
    private readonly Option<string?> _namespace = new("--netns") { Description = "The network namespace to look at, as ip netns names it; left out: this one" };

    public DoctorCommand(CommandRunner runner)
        : base("doctor", "Say whether this host can enforce, and what of Ringfence is in its kernel; as root")
    {
        Options.Add(_namespace);
        SetAction((parsed, cancellationToken) => runner.RunLocallyAsync(
            parsed, (printer, _) => Task.FromResult(Show(printer, Look(parsed.GetValue(_namespace)))), cancellationToken));
    }

    private static HostDiagnosis Look(string? networkNamespace)
    {
        try
        {
            return HostDiagnosis.Read(networkNamespace);
        }
        catch (Exception refused) when (refused is IOException or ArgumentException)
        {
            throw CommandFailure.Usage(refused.Message);
        }
    }

    private static ExitCode Show(Printer printer, HostDiagnosis found)
    {
        printer.Result(Json(found), people =>
        {
            people.Line($"Linux {found.Kernel}");
            people.Line($"auto chooses {found.Choice.Driver ?? "nothing"}: {found.Choice.Reason}");
            people.Line("");
            people.Table(
                ["FEATURE", "STATE", "SINCE", "NEEDED BY", "DETAIL"],
                found.Features.Select(feature => (string[])[feature.Name, feature.State, feature.MinimumKernel ?? "", feature.NeededBy, feature.Detail]));
            Section(people, found.InKernel.Count, "of Ringfence is in the kernel here", ["OURS", "NAME", "DETAIL", "PROBLEM"], found.InKernel.Select(ours => (string[])[ours.Kind, ours.Name, ours.Detail, ours.Problem ?? ""]));
            Section(people, found.Foreign.Count, "of others was seen beside it", ["THEIRS", "NAME", "DETAIL", "OVERRULES OURS"], found.Foreign.Select(theirs => (string[])[theirs.Kind, theirs.Name, theirs.Detail, theirs.Overrules ? "yes" : "no"]));
        });
        return found.IsSound ? ExitCode.Ok : ExitCode.Refused;
    }

    private static void Section(Printer people, int count, string what, IReadOnlyList<string> headings, IEnumerable<string[]> rows)
    {
        people.Line("");
        if (count == 0)
            people.Line(Environment.IsPrivilegedProcess ? $"Nothing {what}." : $"It takes root to see what {what}.");
        else
            people.Table(headings, rows);
    }

    private static JsonObject Json(HostDiagnosis found) => new()
    {
        ["Kernel"] = found.Kernel,
        ["Sound"] = found.IsSound,
        ["Driver"] = found.Choice.Driver,
        ["Reason"] = found.Choice.Reason,
        ["Features"] = new JsonArray([.. found.Features.Select(feature => (JsonNode)new JsonObject
        {
            ["Name"] = feature.Name,
            ["State"] = feature.State,
            ["MinimumKernel"] = feature.MinimumKernel,
            ["NeededBy"] = feature.NeededBy,
            ["Detail"] = feature.Detail,
        })]),
        ["InKernel"] = Environment.IsPrivilegedProcess
            ? new JsonArray([.. found.InKernel.Select(ours => (JsonNode)new JsonObject
            {
                ["Kind"] = ours.Kind,
                ["Name"] = ours.Name,
                ["Detail"] = ours.Detail,
                ["Problem"] = ours.Problem,
            })])
            : null,
        ["Foreign"] = Environment.IsPrivilegedProcess
            ? new JsonArray([.. found.Foreign.Select(theirs => (JsonNode)new JsonObject
            {
                ["Kind"] = theirs.Kind,
                ["Name"] = theirs.Name,
                ["Detail"] = theirs.Detail,
                ["Overrules"] = theirs.Overrules,
            })])
            : null,
    };
}
