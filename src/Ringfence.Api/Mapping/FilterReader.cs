using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Mapping;

/// <summary>Reads <c>Filters: [{Name, Values}]</c>, whose faults have codes of their own.</summary>
internal static class FilterReader
{
    /// <summary>The filters; none when absent. Every fault is noted.</summary>
    public static ImmutableArray<Filter> Read(ParameterReader parameters, FilterCodes codes)
    {
        if (parameters.Raw("Filters") is not { } raw)
            return [];
        if (raw.ValueKind != JsonValueKind.Array)
        {
            parameters.Fault("InvalidParameter", "The parameter `Filters` must be an array of objects.");
            return [];
        }

        if (raw.GetArrayLength() > codes.MaxFilters)
        {
            parameters.Fault(codes.TooMany, string.Create(CultureInfo.InvariantCulture, $"`Filters` holds more than {codes.MaxFilters} filters."));
            return [];
        }

        var filters = ImmutableArray.CreateBuilder<Filter>(raw.GetArrayLength());
        foreach (var item in raw.EnumerateArray())
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"Filters.{filters.Count}");
            filters.Add(ReadOne(parameters, path, item, codes));
        }

        return filters.MoveToImmutable();
    }

    private static Filter ReadOne(ParameterReader parameters, string path, JsonElement item, FilterCodes codes)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            parameters.Fault(codes.NotObject, $"`{path}` must be an object with `Name` and `Values`.");
            return new Filter("", []);
        }

        string name = "";
        if (!item.TryGetProperty("Name", out var nameValue) || nameValue.ValueKind == JsonValueKind.Null)
            parameters.Missing($"{path}.Name");
        else if (nameValue.ValueKind != JsonValueKind.String)
            parameters.Fault("InvalidParameter", $"The parameter `{path}.Name` must be a string.");
        else
            name = nameValue.GetString()!.Trim();
        if (item.TryGetProperty("Values", out var values) && values.ValueKind != JsonValueKind.Null)
            return new Filter(name, ReadValues(parameters, path, values, codes));
        parameters.Missing($"{path}.Values");
        return new Filter(name, []);
    }

    private static ImmutableArray<string> ReadValues(ParameterReader parameters, string path, JsonElement values, FilterCodes codes)
    {
        if (values.ValueKind != JsonValueKind.Array)
        {
            parameters.Fault(codes.ValuesNotList, $"`{path}.Values` must be an array of strings.");
            return [];
        }

        if (values.GetArrayLength() > codes.MaxValues)
        {
            parameters.Fault(codes.TooMany, string.Create(CultureInfo.InvariantCulture, $"`{path}.Values` holds more than {codes.MaxValues} values."));
            return [];
        }

        var texts = ImmutableArray.CreateBuilder<string>(values.GetArrayLength());
        foreach (var value in values.EnumerateArray())
        {
            if (value.ValueKind is JsonValueKind.String)
                texts.Add(value.GetString()!);
            else if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                texts.Add(value.GetRawText());
            else
                parameters.Fault("InvalidParameter", $"`{path}.Values` must be an array of strings.");
        }

        return texts.DrainToImmutable();
    }
}
