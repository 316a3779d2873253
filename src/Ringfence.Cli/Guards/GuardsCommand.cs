using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Guards;

namespace Ringfence.Cli.Guards;

/// <summary><c>ringfence guards</c>.</summary>
internal static class GuardsCommand
{
    public static Command Create(CommandRunner runner) => new("guards", "Invariants: who may never be reached by whom, checked before every change")
    {
        new ListGuardsCommand(runner),
        new CreateGuardCommand(runner),
        new DeleteGuardCommand(runner),
        new CheckGuardsCommand(runner),
    };

    /// <summary>Every guard, held against the present.</summary>
    public static Task<Listing<GuardRecord>> ListAsync(Session session, CancellationToken cancellationToken) =>
        session.ListAsync(ApiService.Ringfence, "DescribeGuards", new JsonObject(), "GuardSet", RingfenceJsonContext.Default.GuardRecord, cancellationToken);

    /// <summary>The guards by id and name.</summary>
    public static async Task<NamedThings<GuardRecord>> NamesAsync(Session session, CancellationToken cancellationToken) =>
        new("guard", (await ListAsync(session, cancellationToken).ConfigureAwait(false)).Items, guard => guard.GuardId, guard => guard.GuardName);

    /// <summary>The argument that names a guard.</summary>
    public static Argument<string> Guard(CommandRunner runner) => new Argument<string>("guard") { Description = "A guard's id or unique name" }
        .Offering(runner, static async (session, token) => (await NamesAsync(session, token).ConfigureAwait(false)).All.Select(guard => guard.GuardName));
}
