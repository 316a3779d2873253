using System.Collections.Immutable;

namespace Ringfence.Api.Mapping;

/// <summary>A condition on a list: several of them hold together, of the values of one any is enough (reference D.2).</summary>
internal sealed record Filter(string Name, ImmutableArray<string> Values)
{
    /// <summary>True when a value is this text.</summary>
    public bool Is(string text) => Values.Contains(text);

    /// <summary>True when a value is this word, in any case, white space around it aside.</summary>
    public bool IsWord(string word)
    {
        foreach (string value in Values)
        {
            if (value.AsSpan().Trim().Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>True when a value is this id, white space around it aside.</summary>
    public bool IsId(string id)
    {
        foreach (string value in Values)
        {
            if (value.AsSpan().Trim().SequenceEqual(id))
                return true;
        }

        return false;
    }

    /// <summary>True when a value is part of this text, in any case: the vendor's "fuzzy".</summary>
    public bool IsPartOf(string text)
    {
        foreach (string value in Values)
        {
            if (text.Contains(value, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
