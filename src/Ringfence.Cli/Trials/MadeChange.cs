using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Guards;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Trials;

/// <summary>A change that was made, for good or until it is confirmed.</summary>
/// <param name="Raw">What the server answered, for programs.</param>
/// <param name="Answer">What the call's own action answered.</param>
/// <param name="Pending">What is to be confirmed; null: nothing.</param>
internal sealed record MadeChange(JsonElement Raw, JsonElement Answer, PendingChange? Pending)
{
    /// <summary>A line for each guard that it went past.</summary>
    public IReadOnlyList<string> WentPast { get; init; } = [];

    /// <summary>Makes the call: at once, or with a time on trial.</summary>
    /// <exception cref="CommandFailure">The server refused.</exception>
    public static async Task<MadeChange> MakeAsync(Session session, ApiCall call, TimeSpan? within, CancellationToken cancellationToken)
    {
        var violated = await ForcedGuards.ViolatedAsync(session, cancellationToken).ConfigureAwait(false);
        var made = await CallAsync(session, call, within, cancellationToken).ConfigureAwait(false);
        return made with { WentPast = await ForcedGuards.SinceAsync(session, violated, cancellationToken).ConfigureAwait(false) };
    }

    private static async Task<MadeChange> CallAsync(Session session, ApiCall call, TimeSpan? within, CancellationToken cancellationToken)
    {
        if (within is not { } time)
        {
            var answer = await session.CallAsync(call.Service, call.Action, call.Parameters, cancellationToken).ConfigureAwait(false);
            return new MadeChange(answer, answer, null);
        }

        var parameters = new JsonObject
        {
            ["Action"] = call.Action,
            ["Version"] = call.Service.Version,
            ["Parameters"] = call.Parameters.DeepClone(),
            ["ConfirmWithin"] = (int)time.TotalSeconds,
        };
        var raw = await session.CallAsync(ApiService.Ringfence, "TryChange", parameters, cancellationToken).ConfigureAwait(false);
        var pending = raw.TryGetProperty("PendingChange", out var found) ? Session.Read(found, RingfenceJsonContext.Default.PendingChange) : null;
        return new MadeChange(raw, raw.GetProperty("Response"), pending);
    }

    /// <summary>Says which guards it went past, and what is to be done now, if something is.</summary>
    public void Remind(Session session)
    {
        foreach (string guard in WentPast)
            session.Printer.Note(guard);
        if (Pending is { } pending)
            session.Printer.Note($"Undone in {pending.ConfirmWithin} s, at {pending.Deadline}, unless you confirm it: {CommandTree.Name} confirm {pending.Revision}");
    }
}
