using System.Collections.Immutable;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Mapping;

/// <summary>What a list is asked for: ids or filters, and a page (reference C, D.2).</summary>
internal sealed record ListQuery(ImmutableArray<string> Ids, ImmutableArray<Filter> Filters, Paging Paging)
{
    /// <summary>Reads ids, filters and page. Ids and filters together are a fault; an empty list of either is none.</summary>
    public static ListQuery Read<T>(ParameterReader parameters, string idsName, IdKind kind, Product product, FilterTable<T> table, int maximumLimit = Paging.UsualMaximum)
    {
        var ids = parameters.Ids(idsName, kind, product) ?? [];
        var filters = FilterReader.Read(parameters, product.Filters);
        table.Check(parameters, filters, product.Filters);
        if (!ids.IsEmpty && !filters.IsEmpty)
            parameters.Fault("InvalidParameter.Coexist", $"`{idsName}` and `Filters` cannot be given together.");
        return new ListQuery([.. ids.Distinct(StringComparer.Ordinal)], filters, Paging.Read(parameters, Paging.UsualLimit, maximumLimit));
    }
}
