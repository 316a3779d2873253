using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ringfence.Contracts.Errors;

namespace Ringfence.Api.Actions;

/// <summary>
/// Reads an action's parameters with the leniency that real clients need (reference E.7): numbers as text and text as numbers, booleans in any case, null as
/// absent. Collects every fault instead of stopping at the first; the action asks for <see cref="TryFinish"/> once it has read all it knows.
/// The request's parser has made sure that every text in the tree is well-formed Unicode and that no object has a name twice.
/// </summary>
public sealed class ParameterReader
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly FaultList _faults;
    private readonly HashSet<string>? _known;

    /// <summary>Reads the parameters of a request; names nobody asked for are faults.</summary>
    public ParameterReader(JsonElement parameters)
        : this(parameters, "", new FaultList(), new HashSet<string>(StringComparer.Ordinal))
    {
    }

    private ParameterReader(JsonElement parameters, string path, FaultList faults, HashSet<string>? known)
    {
        _object = parameters;
        _path = path;
        _faults = faults;
        _known = known;
    }

    /// <summary>Text, or null when absent. A number or boolean is taken as its text.</summary>
    public string? String(string name) => Find(name) is { } value ? AsString(value, name) : null;

    /// <summary>Text that must be given; MissingParameter otherwise. "" is given.</summary>
    public string RequiredString(string name)
    {
        if (Find(name) is { } value)
            return AsString(value, name) ?? "";
        Missing(name);
        return "";
    }

    /// <summary>A whole number, or null when absent or "". Numeric text is taken as the number.</summary>
    public long? Integer(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number))
            return number;
        if (value.ValueKind == JsonValueKind.String)
        {
            string text = value.GetString()!.Trim();
            if (text.Length == 0)
                return null;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
                return number;
        }

        WrongType(name, "an integer");
        return null;
    }

    /// <summary>A boolean, or null when absent. <c>"TRUE"</c>, <c>"False"</c> are taken too.</summary>
    public bool? Boolean(string name)
    {
        if (Find(name) is not { } value)
            return null;
        switch (value.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.String when bool.TryParse(value.GetString(), out bool parsed):
                return parsed;
            default:
                WrongType(name, "a boolean");
                return null;
        }
    }

    /// <summary>A list of text, or null when absent.</summary>
    public ImmutableArray<string>? Strings(string name)
    {
        if (FindArray(name, "an array of strings") is not { } value)
            return null;
        var items = ImmutableArray.CreateBuilder<string>(value.GetArrayLength());
        int index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (AsString(item, name, index++) is { } text)
                items.Add(text);
        }

        return items.DrainToImmutable();
    }

    /// <summary>A list of text that must be given and hold something; MissingParameter otherwise.</summary>
    public ImmutableArray<string> RequiredStrings(string name)
    {
        int faults = _faults.Count;
        var items = Strings(name);
        if (items is null or { IsEmpty: true } && faults == _faults.Count)
            Missing(name);
        return items ?? [];
    }

    /// <summary>A nested object, or default when absent. Names in it that nobody asked for are ignored.</summary>
    public T? Object<T>(string name, Func<ParameterReader, T> read)
        where T : class
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return read(Nested(value, name));
        WrongType(name, "an object");
        return null;
    }

    /// <summary>A list of nested objects, or null when absent.</summary>
    public ImmutableArray<T>? Objects<T>(string name, Func<ParameterReader, T> read)
    {
        if (FindArray(name, "an array of objects") is not { } value)
            return null;
        var items = ImmutableArray.CreateBuilder<T>(value.GetArrayLength());
        int index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
                items.Add(read(Nested(item, $"{name}.{index}")));
            else
                WrongType(name, "an object", index);
            index++;
        }

        return items.DrainToImmutable();
    }

    /// <summary>A value as it came, or null when absent: for shapes that have error codes of their own.</summary>
    public JsonElement? Raw(string name) => Find(name);

    /// <summary>
    /// Makes every other name in this object a fault. For nested objects in which a misspelt optional name would silently mean something else: a rule whose
    /// <c>Prot</c> (for <c>Port</c>) is ignored is a rule for all ports.
    /// </summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        if (_object.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in _object.EnumerateObject())
        {
            string name = property.Name;
            if (!names.Contains(name))
                _faults.Add(new ApiError("UnknownParameter", $"The parameter `{_path}{name.AsSpan(0, Math.Min(name.Length, 64))}` is not recognized."));
        }
    }

    /// <summary>Adds a fault that the action found itself.</summary>
    public void Fault(string code, string message) => _faults.Add(new ApiError(code, message));

    /// <summary>
    /// Ends the reading. False when anything was wrong: then <paramref name="error"/> has the first fault's code, in the order of reference E.9, and every
    /// fault's message.
    /// </summary>
    public bool TryFinish(out ApiError error)
    {
        if (_known is not null && _object.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in _object.EnumerateObject())
            {
                if (!_known.Contains(property.Name))
                    Unknown(property.Name);
            }
        }

        error = _faults.Summary();
        return _faults.Count == 0;
    }

    private ParameterReader Nested(JsonElement value, string name) => new(value, _path + name + ".", _faults, null);

    private JsonElement? Find(string name)
    {
        _known?.Add(name);
        return _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
    }

    private JsonElement? FindArray(string name, string expected)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Array)
            return value;
        WrongType(name, expected);
        return null;
    }

    private string? AsString(JsonElement value, string name, int index = -1)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Number:
            case JsonValueKind.True:
            case JsonValueKind.False:
                return value.GetRawText();
            default:
                WrongType(name, "a string", index);
                return null;
        }
    }

    private void Missing(string name) =>
        _faults.Add(new ApiError(ErrorCodes.MissingParameter, $"The request is missing the required parameter `{_path}{name}`."));

    private void Unknown(string name)
    {
        const int Shown = 64;
        string shown = name.Length <= Shown ? name : string.Concat(name.AsSpan(0, Shown), "…");
        _faults.Add(new ApiError(ErrorCodes.UnknownParameter, _faults.HasRoom ? $"The parameter `{shown}` is not recognized." : ""));
    }

    private void WrongType(string name, string expected, int index = -1)
    {
        string message = _faults.HasRoom ? $"The parameter `{_path}{name}{(index < 0 ? "" : $".{index}")}` must be {expected}." : "";
        _faults.Add(new ApiError(ErrorCodes.InvalidParameter, message));
    }
}
