using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Analysis;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Planning;

/// <summary>What a call would open and cut, asked of the server, which decides it with the code of the call itself and makes nothing of it.</summary>
internal sealed class TrafficPreview(Session session)
{
    /// <summary>The option by which it is asked for.</summary>
    public static Option<bool> Option() => new("--preview") { Description = "Change nothing: show what would be opened and cut; exit code 4 when something would be" };

    /// <summary>Shows it.</summary>
    /// <exception cref="CommandFailure">The server would refuse the call.</exception>
    public Task<ExitCode> ShowAsync(ApiCall call, CancellationToken cancellationToken) =>
        ShowAsync(new JsonArray(new JsonObject { ["Action"] = call.Action, ["Version"] = call.Service.Version, ["Parameters"] = call.Parameters.DeepClone() }), cancellationToken);

    /// <summary>The same of several calls, in the form that <c>Changes</c> takes.</summary>
    /// <exception cref="CommandFailure">The server would refuse one of them.</exception>
    public async Task<ExitCode> ShowAsync(JsonArray changes, CancellationToken cancellationToken)
    {
        var raw = await session.CallAsync(
            ApiService.Ringfence, "CompareSecurityGroupPolicies", new JsonObject { ["Changes"] = changes }, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.CompareSecurityGroupPoliciesResponse);
        var effects = await EffectTable.ReadAsync(session, answer, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(JsonObject.Create(raw)!, people =>
        {
            effects.Print(people);
            people.Line("Nothing was changed.");
        });
        return answer.NoEffect ? ExitCode.Ok : ExitCode.PlanHasChanges;
    }
}
