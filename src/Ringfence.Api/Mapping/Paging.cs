using System.Collections.Immutable;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Mapping;

/// <summary>Which part of a list is asked for. The vendor declares these as text in some actions and as numbers in others; both are taken everywhere.</summary>
internal readonly record struct Paging(int Offset, int Limit)
{
    /// <summary>How many items a page has when nothing is said.</summary>
    public const int UsualLimit = 20;

    /// <summary>How many items a page has at most, in most actions.</summary>
    public const int UsualMaximum = 100;

    /// <summary>The vendor's usual: 20 at a time, at most 100.</summary>
    public static Paging Read(ParameterReader parameters) => Read(parameters, UsualLimit, UsualMaximum);

    /// <summary>Reads <c>Offset</c> (0 when absent) and <c>Limit</c>.</summary>
    public static Paging Read(ParameterReader parameters, int defaultLimit, int maximum) =>
        new(parameters.Number("Offset", 0, int.MaxValue, 0), parameters.Number("Limit", 1, maximum, defaultLimit));

    /// <summary>The page, shaped. Beyond the end it is empty.</summary>
    public ImmutableArray<TWire> Page<T, TWire>(IReadOnlyList<T> all, Func<T, TWire> shape)
    {
        int count = Math.Clamp(all.Count - Offset, 0, Limit);
        var page = ImmutableArray.CreateBuilder<TWire>(count);
        for (int i = 0; i < count; i++)
            page.Add(shape(all[Offset + i]));
        return page.MoveToImmutable();
    }
}
