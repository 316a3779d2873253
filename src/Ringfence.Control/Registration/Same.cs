using System.Collections.Immutable;

namespace Ringfence.Control.Registration;

/// <summary>Keeps the present list where the given one is equal, so that an unchanged document compares as unchanged.</summary>
internal static class Same
{
    public static ImmutableArray<TItem> Or<TItem>(ImmutableArray<TItem> present, ImmutableArray<TItem>? given) =>
        given is { } list && !list.AsSpan().SequenceEqual(present.AsSpan()) ? list : present;
}
