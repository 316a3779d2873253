using Ringfence.Api.Access;
using Ringfence.Api.Http;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Actions;

/// <summary>One action of one service version. Stateless; found by (version, name), as real clients are routed (reference E.1).</summary>
public interface IApiAction
{
    /// <summary>The service's name (<c>vpc</c>), for messages and metrics only: routing is by version and name.</summary>
    string Service { get; }

    /// <summary>The service's version (<c>2017-03-12</c>).</summary>
    string Version { get; }

    /// <summary>The action's name, case-sensitive.</summary>
    string Name { get; }

    /// <summary>What it needs of its caller; what the name promises, unless the action says otherwise.</summary>
    ActionAccess Access => AccessRules.OfName(Name);

    /// <summary>With <c>DryRun</c> it only tells what it would change: then everybody may ask who may look.</summary>
    bool LooksOnDryRun => false;

    /// <summary>Reads its parameters, does the work and answers. Refusals are results; an exception is a bug and becomes InternalError.</summary>
    ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken);
}

/// <summary>Who asks, where, under which request.</summary>
/// <param name="Scope">Account of the key pair and the region of the request (the server's default region when none is given).</param>
/// <param name="Origin">For the history: key id, address, request id, action.</param>
/// <param name="RequestId">The id that the answer carries.</param>
public sealed record RequestContext(Scope Scope, Origin Origin, string RequestId)
{
    /// <summary>The rate limits that hold for who asks.</summary>
    internal CallLimits Limits { get; init; }
}

/// <summary>An answer: a response record of Ringfence.Contracts without RequestId (the envelope adds it), or an error.</summary>
public readonly record struct ActionResult(object? Response, ApiError? Error)
{
    /// <summary>The note of a success that told what it would do and did nothing.</summary>
    public const string Preview = "Preview: nothing was changed.";

    /// <summary>What a success was about, for the audit log, where the action's name does not say it. Never a secret.</summary>
    public string? Note { get; init; }

    /// <summary>The guards that a success broke by force, for the audit log; null when none.</summary>
    public string? Overridden { get; init; }

    /// <summary>A success.</summary>
    public static ActionResult Ok(object response) => new(response, null);

    /// <summary>A refusal.</summary>
    public static ActionResult Fail(string code, string message) => new(null, new ApiError(code, message));

    /// <summary>A refusal.</summary>
    public static ActionResult Fail(ApiError error) => new(null, error);
}
