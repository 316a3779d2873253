using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <summary>A change that is watched before it is made: every flow is judged as if it were, and nothing else is done. Immutable.</summary>
public sealed record PolicyObservation
{
    /// <summary><c>obs-</c> and eight of <c>a-z0-9</c>; unique over all accounts and regions.</summary>
    public required string Id { get; init; }

    public required Scope Scope { get; init; }

    public required string Name { get; init; }

    /// <summary>The calls that would make it, in their order.</summary>
    public required ImmutableArray<ObservedCall> Calls { get; init; }

    /// <summary>The key pair that asked.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The address that it asked from: what <c>MY_PUBLIC_IP</c> means in the calls, whoever decides them later. "" where they name none, and for observations that are older than this.</summary>
    public string CreatedFrom { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The group in observe mode that is watched; null: the calls are somebody's own.</summary>
    public string? SecurityGroupId { get; init; }
}

/// <summary>A call that is not made yet.</summary>
/// <param name="Action">The action's name.</param>
/// <param name="Version">The service's version.</param>
/// <param name="Parameters">Its parameters, a JSON object.</param>
public sealed record ObservedCall(string Action, string Version, string Parameters);
