using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>What the tags of an object may be (the Tag product's limits).</summary>
internal static class TagRules
{
    private const int MaximumTags = 50;
    private const int MaximumKey = 127;
    private const int MaximumValue = 255;

    public static void Check(ImmutableArray<Tag> tags, string parameter, Faults faults)
    {
        CheckCount(tags, [], parameter, faults);
        var keys = new HashSet<string>();
        for (int i = 0; i < tags.Length; i++)
        {
            var (key, value) = tags[i];
            if (key.Length == 0)
                faults.Add(RefusalKind.Missing, $"{parameter}.{i}.Key", "a tag has a key.");
            else if (!keys.Add(key))
                faults.Add(RefusalKind.Duplicate, $"{parameter}.{i}.Key", $"{Faults.Show(key)} is given twice.");
            TextRules.Check(key, MaximumKey, $"{parameter}.{i}.Key", faults);
            TextRules.Check(value, MaximumValue, $"{parameter}.{i}.Value", faults);
        }
    }

    /// <summary>Adds a fault for more tags than an object may have, unless it had as many before.</summary>
    public static void CheckCount(ImmutableArray<Tag> tags, ImmutableArray<Tag> before, string parameter, Faults faults)
    {
        if (tags.Length > MaximumTags && tags.Length > before.Length)
            faults.Add(RefusalKind.TagQuota, parameter, $"at most {MaximumTags} tags are allowed, not {tags.Length}.");
    }
}
