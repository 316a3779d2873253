using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Files;

/// <summary>ImportSecurityGroups with its plan first; faults of the file become lines that an editor can jump to.</summary>
/// <param name="session">The session.</param>
/// <param name="file">The file's name, for faults.</param>
internal sealed class FileImport(Session session, string file)
{
    /// <summary>Goes through with it, or ends with the plan.</summary>
    /// <param name="parameters">Of ImportSecurityGroups, without DryRun.</param>
    /// <param name="choice">How far to go.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommandFailure">The file has faults, the server refused, or somebody said no.</exception>
    public Task<ExitCode> RunAsync(JsonObject parameters, PlanChoice choice, CancellationToken cancellationToken) =>
        new PlannedChange(session, new ApiCall(ApiService.Ringfence, "ImportSecurityGroups", parameters))
        {
            Check = RefuseFaults,
            Question = "Make it so?",
            Past = $"Applied {file}",
        }.RunAsync(choice, cancellationToken);

    private void RefuseFaults(JsonElement answer)
    {
        FileFault[] faults = [.. answer.GetProperty("FaultSet").EnumerateArray().Select(fault => Session.Read(fault, RingfenceJsonContext.Default.FileFault))];
        if (faults.Length == 0)
            return;
        long rest = answer.GetProperty("FaultCount").GetInt64() - faults.Length;
        string[] lines = [.. faults.Select(Line), .. rest > 0 ? (string[])[$"And {rest} more."] : []];
        throw new CommandFailure(ExitCode.Refused, faults[0].Code, lines);
    }

    private string Line(FileFault fault)
    {
        // The control plane's faults name the place themselves.
        string path = fault.Path.Length == 0 || fault.Message.StartsWith(fault.Path, StringComparison.Ordinal) ? "" : $"{fault.Path}: ";
        return string.Create(CultureInfo.InvariantCulture, $"{file}:{fault.Line}:{fault.Column}: {path}{fault.Message}");
    }
}
