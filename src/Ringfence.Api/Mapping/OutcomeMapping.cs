using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Contracts.Errors;
using Ringfence.Control;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Mapping;

/// <summary>What came of a command, as an answer.</summary>
internal static class OutcomeMapping
{
    /// <summary>How many messages are listed: more help nobody, and a request can have thousands of faults.</summary>
    private const int Listed = 20;

    /// <summary>The shaped answer when committed; the first refusal's code with every refusal's message when refused.</summary>
    public static ActionResult ToResult<T>(this Outcome<T> outcome, Func<RefusalKind, string> codeOf, Func<Outcome<T>, object> shape) => outcome.Status switch
    {
        OutcomeStatus.Committed => ActionResult.Ok(shape(outcome)) with { Overridden = outcome.Overridden.IsEmpty ? null : $"Forced. {string.Join(' ', outcome.Overridden)}" },
        OutcomeStatus.Refused => ActionResult.Fail(ToError(outcome.Refusals, codeOf)),
        OutcomeStatus.NoSpace => ActionResult.Fail(
            "ServiceUnavailable", "The disk that keeps the journal is full. Nothing was changed; try again when there is room."),
        OutcomeStatus.Failed => ActionResult.Fail(
            ErrorCodes.InternalError, "An internal error has occurred. Nothing was changed; the server's log has it under this RequestId."),
        _ => ActionResult.Fail(
            "ServiceUnavailable", "The journal failed; the server's log says why. Look before you try again: the change may have been made."),
    };

    /// <summary>One error for all refusals: clients take one code.</summary>
    public static ApiError ToError(ImmutableArray<Refusal> refusals, Func<RefusalKind, string> codeOf)
    {
        string message = string.Join(' ', refusals.Take(Listed).Select(refusal => refusal.Message));
        int rest = refusals.Length - Listed;
        return new ApiError(codeOf(refusals[0].Kind), rest <= 0 ? message : $"{message} And {rest} more.");
    }
}
