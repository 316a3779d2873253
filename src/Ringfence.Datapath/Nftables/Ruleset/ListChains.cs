using System.Collections.Immutable;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// One rule list in the kernel: a chain of jumps to chunks of a few rules each. A change rewrites the chunks that it touches and nothing else, whatever the
/// length of the list, and needs no rule handles.
/// </summary>
internal sealed class ListChains(int number)
{
    /// <summary>Most rules of a chunk.</summary>
    public const int MostRules = 8;

    /// <summary>Rules of a chunk when a list is cut up: room is left for insertions.</summary>
    private const int UsualRules = 6;

    private ImmutableArray<HostRule> _rules = [];
    private List<Chunk> _chunks = [];

    public int Number => number;

    /// <summary>A chunk covers rules from <paramref name="Start"/> on.</summary>
    private readonly record struct Chunk(int Number, int Start, int Length);

    /// <summary>Declares the list's own chain, still empty.</summary>
    public void Create(RulesetWriter writer) => writer.Script.Line($"add chain {writer.Table} l{number}");

    /// <summary>Brings the chains to these rules.</summary>
    public void Update(RulesetWriter writer, RuleList list)
    {
        var rules = list.Rules;
        var (prefix, suffix) = Common(_rules, rules);
        if (prefix == rules.Length && prefix == _rules.Length)
            return;

        // The chunks that hold a changed rule, or the place of an insertion.
        int changedEnd = _rules.Length - suffix;
        int first = _chunks.FindIndex(c => c.Start + c.Length >= prefix && (c.Start + c.Length > prefix || changedEnd == prefix));
        if (first < 0)
            first = Math.Max(0, _chunks.Count - 1);
        int last = _chunks.FindLastIndex(c => c.Start < changedEnd);
        last = Math.Max(last, Math.Min(first, _chunks.Count - 1));

        int begin = first < _chunks.Count ? _chunks[first].Start : 0;
        int oldEnd = _chunks.Count == 0 ? 0 : _chunks[last].Start + _chunks[last].Length;
        int shift = rules.Length - _rules.Length;
        var replaced = _chunks.Count == 0 ? [] : _chunks.GetRange(first, last - first + 1);
        var pieces = Cut(writer, replaced, begin, oldEnd + shift - begin);

        foreach (var chunk in pieces)
            Fill(writer, list, chunk, isNew: !replaced.Exists(c => c.Number == chunk.Number));
        Release(writer, list, begin, oldEnd);
        var gone = replaced.FindAll(c => !pieces.Exists(p => p.Number == c.Number));
        bool sameChunks = gone.Count == 0 && pieces.Count == replaced.Count;

        var next = new List<Chunk>(_chunks.Count + pieces.Count);
        next.AddRange(_chunks.Take(first));
        next.AddRange(pieces);
        foreach (var chunk in _chunks.Skip(last + 1))
            next.Add(chunk with { Start = chunk.Start + shift });
        (_chunks, _rules) = (next, rules);
        if (!sameChunks)
            WriteJumps(writer);
        foreach (var chunk in gone)
            writer.RemoveChain($"c{chunk.Number}");
    }

    /// <summary>Removes all chains; nothing jumps to the list any more.</summary>
    public void Delete(RulesetWriter writer, RuleList list)
    {
        Release(writer, list, 0, _rules.Length);
        writer.RemoveChain($"l{number}");
        foreach (var chunk in _chunks)
            writer.RemoveChain($"c{chunk.Number}");
    }

    private static (int Prefix, int Suffix) Common(ImmutableArray<HostRule> old, ImmutableArray<HostRule> now)
    {
        int most = Math.Min(old.Length, now.Length), prefix = 0, suffix = 0;
        while (prefix < most && IsSame(old[prefix], now[prefix]))
            prefix++;
        while (suffix < most - prefix && IsSame(old[old.Length - 1 - suffix], now[now.Length - 1 - suffix]))
            suffix++;
        return (prefix, suffix);
    }

    private static bool IsSame(HostRule a, HostRule b) => ReferenceEquals(a, b) || a == b;

    /// <summary>Cuts a stretch of rules into chunks, using the numbers of the replaced ones first.</summary>
    private static List<Chunk> Cut(RulesetWriter writer, List<Chunk> replaced, int start, int length)
    {
        int count = length <= MostRules ? Math.Min(length, 1) : ((length - 1) / UsualRules) + 1;
        var pieces = new List<Chunk>(count);
        for (int i = 0; i < count; i++)
        {
            int from = start + (length * i / count), to = start + (length * (i + 1) / count);
            pieces.Add(new Chunk(i < replaced.Count ? replaced[i].Number : writer.NewChunk(), from, to - from));
        }

        return pieces;
    }

    private static void Fill(RulesetWriter writer, RuleList list, Chunk chunk, bool isNew)
    {
        for (int i = chunk.Start; i < chunk.Start + chunk.Length; i++)
            writer.Acquire(list, list.Rules[i]);
        writer.Script.Line($"{(isNew ? "add" : "flush")} chain {writer.Table} c{chunk.Number}");
        for (int i = chunk.Start; i < chunk.Start + chunk.Length; i++)
        {
            var rule = list.Rules[i];
            RuleText.Append(writer.Script, writer.Table, chunk.Number, rule, list.Direction, rule.AddressSetId is { } id ? writer.SetNumber(id) : 0);
        }
    }

    private void Release(RulesetWriter writer, RuleList list, int from, int to)
    {
        for (int i = from; i < to; i++)
            writer.Release(list, _rules[i]);
    }

    private void WriteJumps(RulesetWriter writer)
    {
        writer.Script.Line($"flush chain {writer.Table} l{number}");
        foreach (var chunk in _chunks)
            writer.Script.Line($"add rule {writer.Table} l{number} jump c{chunk.Number}");
    }
}
