using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// A request to change the world, as a pure function of the world and its context: no clock, no randomness, no I/O of its own. The writer may run it more than once.
/// </summary>
/// <typeparam name="TResult">What the caller gets when it is accepted.</typeparam>
public interface ICommand<TResult>
{
    /// <summary>Decides. Either every change that is needed and the answer, or every reason why not and no change.</summary>
    Decision<TResult> Decide(World world, CommandContext context);
}

/// <summary>What a command may know besides the world.</summary>
/// <param name="Scope">The caller's account and the region it speaks to.</param>
/// <param name="Now">The time of the change.</param>
/// <param name="Ids">Makes new ids.</param>
/// <param name="Quotas">The account's limits.</param>
public sealed record CommandContext(Scope Scope, DateTimeOffset Now, IIdSource Ids, Quotas Quotas);

/// <summary>Makes identifiers.</summary>
public interface IIdSource
{
    /// <summary>The prefix as given (<c>sg-</c>, with its hyphen) and eight characters of <c>a-z0-9</c>, uniformly random. The command checks that it is free.</summary>
    string NewId(string prefix);
}

/// <summary>An answer: changes and a value, or refusals.</summary>
public sealed record Decision<TResult>
{
    private Decision(ImmutableArray<Change> changes, TResult? value, ImmutableArray<Refusal> refusals)
    {
        Changes = changes;
        Value = value;
        Refusals = refusals;
    }

    /// <summary>The changes to commit; empty when refused, or when the world already is as asked.</summary>
    public ImmutableArray<Change> Changes { get; }

    /// <summary>The answer; only when accepted.</summary>
    public TResult? Value { get; }

    /// <summary>Every reason why not; empty when accepted.</summary>
    public ImmutableArray<Refusal> Refusals { get; }

    public bool IsAccepted => Refusals.IsEmpty;

    public static Decision<TResult> Accept(TResult value, params ImmutableArray<Change> changes) => new(changes, value, []);

    public static Decision<TResult> Refuse(params ImmutableArray<Refusal> refusals) =>
        refusals.IsEmpty ? throw new ArgumentException("A refusal has a reason.", nameof(refusals)) : new([], default, refusals);
}

/// <summary>The answer of a command that has nothing to tell.</summary>
public readonly record struct Nothing;
