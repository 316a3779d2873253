using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Mapping;

/// <summary>Reads <c>Tags: [{Key, Value}]</c>. Faults for which the vendor has codes of the tag product are found here, the rest by the command.</summary>
internal static class TagReader
{
    /// <summary>The tags in the order of the request; none when absent.</summary>
    public static ImmutableArray<Tag> Read(ParameterReader parameters)
    {
        var tags = parameters.Objects("Tags", ReadOne) ?? [];
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in tags)
        {
            if (!keys.Add(tag.Key))
                parameters.Fault("InvalidParameterValue.TagDuplicateKey", $"The tag {ParameterReaderExtensions.Quote(tag.Key)} is given twice.");
        }

        return tags;
    }

    private static Tag ReadOne(ParameterReader parameters)
    {
        var tag = new Tag(parameters.RequiredString("Key"), parameters.String("Value") ?? "");
        parameters.AllowOnly("Key", "Value");
        if (ReservedTagKeys.Contains(tag.Key))
        {
            parameters.Fault("UnsupportedOperation.TagSystemReservedTagKey",
                $"The tag key {ParameterReaderExtensions.Quote(tag.Key)} is reserved.");
        }

        return tag;
    }
}
