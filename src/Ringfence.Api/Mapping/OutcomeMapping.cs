using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Control;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Mapping;

/// <summary>What came of a command, as an answer.</summary>
internal static class OutcomeMapping
{
    /// <summary>The shaped answer when committed; the first refusal's code with every refusal's message when refused.</summary>
    public static ActionResult ToResult<T>(this Outcome<T> outcome, Func<RefusalKind, string> codeOf, Func<Outcome<T>, object> shape) => outcome.Status switch
    {
        OutcomeStatus.Committed => ActionResult.Ok(shape(outcome)),
        OutcomeStatus.Refused => ActionResult.Fail(ToError(outcome.Refusals, codeOf)),
        OutcomeStatus.NoSpace => ActionResult.Fail(
            "ServiceUnavailable", "The disk that keeps the journal is full. Nothing was changed; try again when there is room."),
        _ => ActionResult.Fail("ServiceUnavailable", "The journal cannot be written. Nothing was changed; the server's log says why."),
    };

    /// <summary>One error for all refusals: clients take one code.</summary>
    public static ApiError ToError(ImmutableArray<Refusal> refusals, Func<RefusalKind, string> codeOf) =>
        new(codeOf(refusals[0].Kind), string.Join(' ', refusals.Select(refusal => refusal.Message)));
}
