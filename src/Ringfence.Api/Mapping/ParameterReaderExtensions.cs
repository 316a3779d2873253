using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ringfence.Api.Actions;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Mapping;

/// <summary>Readings that several actions share.</summary>
internal static class ParameterReaderExtensions
{
    /// <summary>A parameter that must be given was not.</summary>
    public static void Missing(this ParameterReader parameters, string name) =>
        parameters.Fault("MissingParameter", $"The request is missing the required parameter `{name}`.");

    /// <summary>A nested object that must be given.</summary>
    public static T? RequiredObject<T>(this ParameterReader parameters, string name, Func<ParameterReader, T> read)
        where T : class
    {
        if (parameters.Raw(name) is null)
            parameters.Missing(name);
        return parameters.Object(name, read);
    }

    /// <summary>An id that must be given. White space around it does not count (the vendor's own examples have line ends in ids).</summary>
    public static string RequiredId(this ParameterReader parameters, string name, IdKind kind, Product product)
    {
        string? id = parameters.String(name)?.Trim();
        if (string.IsNullOrEmpty(id))
        {
            if (id is not null || parameters.Raw(name) is null)
                parameters.Missing(name);
            return "";
        }

        CheckForm(parameters, name, id, kind, product);
        return id;
    }

    /// <summary>Ids as they are given, trimmed; null when absent. More than <paramref name="maximum"/> (the product's when null), or one that is not of its form, is a fault.</summary>
    public static ImmutableArray<string>? Ids(this ParameterReader parameters, string name, IdKind kind, Product product, int? maximum = null)
    {
        if (parameters.Strings(name) is not { } given)
            return null;
        int limit = maximum ?? product.MaxIds;
        if (given.Length > limit)
        {
            parameters.Fault(product.CodeOf(RefusalKind.TooMany), $"`{name}` holds {given.Length} ids; at most {limit} are allowed.");
            return [];
        }

        var ids = ImmutableArray.CreateBuilder<string>(given.Length);
        for (int i = 0; i < given.Length; i++)
        {
            string id = given[i].Trim();
            CheckForm(parameters, string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"), id, kind, product);
            ids.Add(id);
        }

        return ids.MoveToImmutable();
    }

    /// <summary>Ids of which there must be one.</summary>
    public static ImmutableArray<string> RequiredIds(this ParameterReader parameters, string name, IdKind kind, Product product)
    {
        var ids = parameters.Ids(name, kind, product);
        if (ids is null ? parameters.Raw(name) is null : parameters.Raw(name) is { } raw && raw.GetArrayLength() == 0)
            parameters.Missing(name);
        return ids ?? [];
    }

    /// <summary>Values of which any may hold, each once; none when absent. More than 100 are a fault.</summary>
    public static ImmutableArray<string> Alternatives(this ParameterReader parameters, string name)
    {
        const int Maximum = 100;
        var values = parameters.Strings(name) ?? [];
        if (values.Length > Maximum)
            parameters.Fault("InvalidParameterValue.LimitExceeded", $"`{name}` holds {values.Length} values; at most {Maximum} are allowed.");
        return [.. values.Select(value => value.Trim()).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// A number in its range, as number or text; the default when absent, null or "". Text that is no integer is out of range (reference C), another type a
    /// wrong type.
    /// </summary>
    public static int Number(this ParameterReader parameters, string name, int minimum, int maximum, int absent)
    {
        if (parameters.Raw(name) is not { } raw)
            return absent;
        switch (raw.ValueKind)
        {
            case JsonValueKind.String when string.IsNullOrWhiteSpace(raw.GetString()):
                return absent;
            case JsonValueKind.String when TryInteger(raw.GetString(), out int text) && text >= minimum && text <= maximum:
                return text;
            case JsonValueKind.Number when raw.TryGetInt32(out int number) && number >= minimum && number <= maximum:
                return number;
            case JsonValueKind.String or JsonValueKind.Number:
                parameters.Fault("InvalidParameterValue.Range", string.Create(CultureInfo.InvariantCulture,
                    $"`{name}` is {Quote(raw.ToString())}; it must be an integer from {minimum} to {maximum}."));
                return absent;
            default:
                parameters.Fault("InvalidParameter", $"The parameter `{name}` must be an integer.");
                return absent;
        }
    }

    /// <summary>A word of a list, in any case and with white space around it, as the list has it; "" when absent. Another word is a fault.</summary>
    public static string Word(this ParameterReader parameters, string name, params ReadOnlySpan<string> words)
    {
        string? given = parameters.String(name)?.Trim();
        if (string.IsNullOrEmpty(given))
            return "";
        foreach (string word in words)
        {
            if (word.Equals(given, StringComparison.OrdinalIgnoreCase))
                return word;
        }

        parameters.Fault("InvalidParameterValue", $"`{name}` is {Quote(given)}; it can be {string.Join(" or ", words)}.");
        return "";
    }

    /// <summary>Parameters that the vendor has and this server does not support: refused, never silently ignored.</summary>
    public static void Unsupported(this ParameterReader parameters, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (parameters.Raw(name) is not null)
                parameters.Fault("UnsupportedOperation", $"`{name}` is not supported by this server.");
        }
    }

    /// <summary>Text of a caller inside a message: quoted, and not longer than anyone reads.</summary>
    public static string Quote(string value) => value.Length <= 64 ? $"`{value}`" : $"`{value.AsSpan(0, 61)}...`";

    private static bool TryInteger(string? text, out int number) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);

    private static void CheckForm(ParameterReader parameters, string name, string id, IdKind kind, Product product)
    {
        if (!IdForm.IsWellFormed(kind, id))
            parameters.Fault(product.Malformed(kind), $"`{name}` is {Quote(id)}, which is not the form of such an id.");
    }
}
