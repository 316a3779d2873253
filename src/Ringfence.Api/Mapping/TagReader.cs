using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ringfence.Api.Actions;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Mapping;

/// <summary>Reads <c>Tags: [{Key, Value}]</c> with the limits of the tag product (reference C.9).</summary>
internal static class TagReader
{
    private const int MaxTags = 50;
    private const int MaxKey = 127;
    private const int MaxValue = 255;
    private const string SystemPrefix = "qcs:";

    /// <summary>The tags in the order of the request; none when absent.</summary>
    public static ImmutableArray<Tag> Read(ParameterReader parameters)
    {
        var tags = parameters.Objects("Tags", ReadOne) ?? [];
        if (tags.Length > MaxTags)
        {
            parameters.Fault("LimitExceeded.TagKeyPerResourceExceeded", string.Create(CultureInfo.InvariantCulture,
                $"`Tags` holds {tags.Length} tags; at most {MaxTags} are allowed."));
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        var given = ImmutableArray.CreateBuilder<Tag>(tags.Length);
        foreach (var holder in tags)
        {
            if (!keys.Add(holder.Tag.Key))
                parameters.Fault("InvalidParameterValue.TagDuplicateKey", $"The tag {ParameterReaderExtensions.Quote(holder.Tag.Key)} is given twice.");
            given.Add(holder.Tag);
        }

        return given.MoveToImmutable();
    }

    private static Holder ReadOne(ParameterReader tag)
    {
        string key = tag.RequiredString("Key");
        string value = tag.String("Value") ?? "";
        tag.AllowOnly("Key", "Value");
        string quoted = ParameterReaderExtensions.Quote(key);
        if (Length(key) is < 1 or > MaxKey)
            tag.Fault("InvalidParameterValue.TagInvalidKeyLen", $"The tag key {quoted} must have 1 to {MaxKey} characters.");
        if (!IsText(key))
            tag.Fault("InvalidParameterValue.TagInvalidKey", $"The tag key {quoted} has a character that is not text.");
        if (key.StartsWith(SystemPrefix, StringComparison.OrdinalIgnoreCase))
            tag.Fault("UnsupportedOperation.TagSystemReservedTagKey", $"The tag key {quoted} begins with `{SystemPrefix}`, which is reserved.");
        if (Length(value) > MaxValue || !IsText(value))
            tag.Fault("InvalidParameterValue.TagInvalidVal", $"The value of tag {quoted} must be text of at most {MaxValue} characters.");
        return new Holder(new Tag(key, value));
    }

    private static int Length(string text)
    {
        int length = 0;
        foreach (var _ in text.EnumerateRunes())
            length++;
        return length;
    }

    /// <summary>No control characters and no lone surrogates: EnumerateRunes gives U+FFFD for those, which nobody types.</summary>
    private static bool IsText(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                return false;
        }

        return true;
    }

    /// <summary>The reader of lists wants a reference type.</summary>
    private sealed record Holder(Tag Tag);
}
