using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Mapping;

/// <summary>Decides one filter on one item. Sees all filters, because the vendor has one that modifies another.</summary>
internal delegate bool FilterMatch<in T>(T item, Filter filter, ImmutableArray<Filter> all);

/// <summary>
/// The filters that a list knows. A name that the vendor has for data that is not kept here is known and matches nothing; a name that nobody has is a fault.
/// </summary>
internal sealed class FilterTable<T>
{
    private readonly Dictionary<string, (FilterMatch<T> Match, string[] Words)> _filters = new(StringComparer.Ordinal);
    private Func<T, ImmutableArray<Tag>>? _tags;

    /// <summary>A filter decided by a function.</summary>
    public FilterTable<T> On(string name, Func<T, Filter, bool> match) => On(name, (item, filter, _) => match(item, filter));

    /// <summary>A filter decided by a function that sees the others too.</summary>
    public FilterTable<T> On(string name, FilterMatch<T> match)
    {
        _filters.Add(name, (match, []));
        return this;
    }

    /// <summary>A filter whose values are words of a list, in any case; another word is a fault.</summary>
    public FilterTable<T> OnWords(string name, string[] words, Func<T, Filter, bool> match)
    {
        _filters.Add(name, ((item, filter, _) => match(item, filter), words));
        return this;
    }

    /// <summary><c>tag-key</c> and <c>tag:&lt;key&gt;</c>.</summary>
    public FilterTable<T> OnTags(Func<T, ImmutableArray<Tag>> tags)
    {
        _tags = tags;
        return On("tag-key", (item, filter) => tags(item).Any(tag => filter.Is(tag.Key)));
    }

    /// <summary>Filters of the vendor for what is not kept here: they match nothing.</summary>
    public FilterTable<T> Nothing(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            _filters.Add(name, (static (_, _, _) => false, []));
        return this;
    }

    /// <summary>Notes a fault for each filter that is unknown or has a value that it cannot have.</summary>
    public void Check(ParameterReader parameters, ImmutableArray<Filter> filters, FilterCodes codes)
    {
        foreach (var filter in filters)
        {
            if (IsTag(filter.Name) || filter.Name.Length == 0)
                continue;
            if (!_filters.TryGetValue(filter.Name, out var known))
            {
                parameters.Fault(codes.UnknownName, $"The filter {ParameterReaderExtensions.Quote(filter.Name)} is not known.");
                continue;
            }

            foreach (string value in filter.Values)
            {
                if (known.Words.Length > 0 && !known.Words.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase))
                {
                    parameters.Fault(codes.BadValue,
                        $"The filter `{filter.Name}` has the value {ParameterReaderExtensions.Quote(value)}; it can be {string.Join(", ", known.Words)}.");
                }
            }
        }
    }

    /// <summary>True when the item passes every filter. Only for filters that were checked without a fault.</summary>
    public bool Matches(T item, ImmutableArray<Filter> filters)
    {
        foreach (var filter in filters)
        {
            bool passes = IsTag(filter.Name)
                ? MatchesTag(item, filter)
                : _filters[filter.Name].Match(item, filter, filters);
            if (!passes)
                return false;
        }

        return true;
    }

    private static bool IsTag(string name) => name.StartsWith("tag:", StringComparison.Ordinal);

    private bool MatchesTag(T item, Filter filter)
    {
        if (_tags is null)
            return false;
        var key = filter.Name.AsSpan("tag:".Length);
        foreach (var tag in _tags(item))
        {
            if (key.SequenceEqual(tag.Key) && filter.Is(tag.Value))
                return true;
        }

        return false;
    }
}
