using System.Globalization;
using System.Text.Json;

namespace Ringfence.Api.Http;

/// <summary>
/// Rebuilds objects and arrays from dotted names (reference E.6): <c>Filters.0.Values.0=x</c>. An object whose names are all numbers is an array in their order,
/// whatever number it starts with and whatever is left out; no number ever sizes anything.
/// </summary>
internal static class FlattenedParameters
{
    private const int MaxIndexDigits = 18;

    /// <summary>Names that are common parameters of a query or form, never an action's own (reference E.2).</summary>
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "Action", "Version", "Region", "SecretId", "Nonce", "Timestamp", "Signature", "SignatureMethod", "Token", "Language", "RequestClient",
    };

    public static ParsedParameters Build(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var root = new Node();
        foreach (var (name, value) in parameters)
        {
            if (!Common.Contains(name) && !root.TryAdd(name, value))
                return ParsedParameters.Invalid($"The parameter `{Shown(name)}` contradicts another one, or is nested too deeply.");
        }

        // The document outlives this call and reads from these bytes, so they are not pooled.
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            if (root.Children is null)
                return ParsedParameters.Empty;
            if (!TryWriteObject(json, root.Children))
                return ParsedParameters.Invalid("A parameter has the same array index twice.");
        }

        return ParsedParameters.Of(JsonDocument.Parse(bytes.WrittenMemory));
    }

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";

    private static bool TryWrite(Utf8JsonWriter json, Node node)
    {
        if (node.Children is null)
        {
            json.WriteStringValue(node.Value);
            return true;
        }

        return TryIndexes(node.Children, out long[] indexes, out var items)
            ? TryWriteArray(json, indexes, items)
            : TryWriteObject(json, node.Children);
    }

    private static bool TryWriteObject(Utf8JsonWriter json, Dictionary<string, Node> children)
    {
        json.WriteStartObject();
        foreach (var (name, child) in children)
        {
            json.WritePropertyName(name);
            if (!TryWrite(json, child))
                return false;
        }

        json.WriteEndObject();
        return true;
    }

    private static bool TryWriteArray(Utf8JsonWriter json, long[] indexes, Node[] items)
    {
        Array.Sort(indexes, items);
        json.WriteStartArray();
        for (int i = 0; i < items.Length; i++)
        {
            if ((i > 0 && indexes[i] == indexes[i - 1]) || !TryWrite(json, items[i]))
                return false;
        }

        json.WriteEndArray();
        return true;
    }

    private static bool TryIndexes(Dictionary<string, Node> children, out long[] indexes, out Node[] items)
    {
        indexes = new long[children.Count];
        items = new Node[children.Count];
        int count = 0;
        foreach (var (name, child) in children)
        {
            if (name.Length > MaxIndexDigits || !long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out indexes[count]))
                return false;
            items[count++] = child;
        }

        return true;
    }

    private sealed class Node
    {
        public Dictionary<string, Node>? Children { get; private set; }

        public string? Value { get; private set; }

        /// <summary>Puts a value at a dotted name. False when the place, or one on the way, has another kind of content.</summary>
        public bool TryAdd(string name, string value)
        {
            var node = this;
            int depth = 0;
            foreach (var range in name.AsSpan().Split('.'))
            {
                if (node.Value is not null || ++depth > RequestLimits.Depth)
                    return false;
                node.Children ??= new Dictionary<string, Node>(StringComparer.Ordinal);
                var children = node.Children.GetAlternateLookup<ReadOnlySpan<char>>();
                var step = name.AsSpan(range);
                if (!children.TryGetValue(step, out var next))
                    children[step] = next = new Node();
                node = next;
            }

            if (node.Children is not null || node.Value is not null)
                return false;
            node.Value = value;
            return true;
        }
    }
}
