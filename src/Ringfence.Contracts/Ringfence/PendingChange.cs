using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence;

/// <summary>A change that is undone unless it is confirmed in time.</summary>
/// <param name="Revision">Its revision.</param>
/// <param name="Deadline">When its time is over: <c>YYYY-MM-DDTHH:MM:SS.mmmZ</c>.</param>
/// <param name="ConfirmWithin">Its whole time, in seconds.</param>
public sealed record PendingChange(long Revision, string Deadline, int ConfirmWithin);

/// <summary>Answer of TryChange.</summary>
/// <param name="Response">What the action that was tried answers.</param>
/// <param name="Revision">The revision that holds the change; the current one when nothing had to change.</param>
/// <param name="PendingChange">What is to be confirmed; absent when nothing had to change.</param>
public sealed record TryChangeResponse(
    object Response, long Revision, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PendingChange? PendingChange);

/// <summary>Answer of ConfirmChange and RevertChange.</summary>
/// <param name="EndedRevision">The change that waited.</param>
/// <param name="Revision">The revision from which on it stays, or that undoes it.</param>
/// <param name="Enforced">True when every host with an agent enforces that revision, without error. Until then a host that loses its server may go by what it had saved.</param>
public sealed record EndChangeResponse(long EndedRevision, long Revision, bool Enforced);

/// <summary>Answer of DescribePendingChange.</summary>
/// <param name="PendingChange">The account's change that waits for its confirmation; absent when none does.</param>
/// <param name="Revision">The current revision.</param>
public sealed record DescribePendingChangeResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PendingChange? PendingChange, long Revision);
