using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Audit;

/// <summary>One request for a change, one that was not let in, or a change that the server made by itself (nobody's key, no address): who, from where, what, and what came of it. Never holds a secret or a request's body.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Account">Whose log it is in.</param>
/// <param name="Region">The region that it was for; "" when it did not get so far.</param>
/// <param name="SecretId">The key pair's id; of a request that could not be authenticated, the id that it claimed.</param>
/// <param name="RemoteAddress">The caller's address.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Action">The action's name.</param>
/// <param name="Code">The error's code; "" for a success.</param>
/// <param name="Note">The error's message or what the change was about, shortened to <see cref="MaximumNote"/>.</param>
public sealed record AuditRecord(
    DateTimeOffset At, string Account, string Region, string SecretId, string RemoteAddress, string RequestId, string Action, string Code, string Note)
{
    /// <summary>The longest note, in UTF-16 units.</summary>
    public const int MaximumNote = 300;

    /// <summary>A change as the journal knows it.</summary>
    public static AuditRecord Of(Revision revision) => new(
        revision.At, revision.Scope.Account, revision.Scope.Region, revision.Origin.SecretId, revision.Origin.RemoteAddress, revision.Origin.RequestId, revision.Origin.Action,
        "", "");
}

/// <summary>Which records are looked for. Conditions that are given hold together; the values of a list are alternatives, an empty list is no condition.</summary>
/// <param name="Account">Whose log.</param>
public sealed record AuditQuery(string Account)
{
    /// <summary>Answered at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Answered before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    public ImmutableArray<string> SecretIds { get; init; } = [];

    public ImmutableArray<string> Actions { get; init; } = [];

    public ImmutableArray<string> Codes { get; init; } = [];

    public ImmutableArray<string> RemoteAddresses { get; init; } = [];

    public ImmutableArray<string> RequestIds { get; init; } = [];

    /// <summary>True for what was refused only, false for what was done only.</summary>
    public bool? Refused { get; init; }

    public int Offset { get; init; }

    public int Limit { get; init; } = 20;
}

/// <summary>Part of the matches.</summary>
/// <param name="Records">Newest first.</param>
/// <param name="TotalCount">How many match.</param>
public sealed record AuditPage(ImmutableArray<AuditRecord> Records, long TotalCount);
