using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Files;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Files;

/// <summary>What export and import are told in common.</summary>
internal static class FileParameters
{
    public static FileFormat ReadFormat(ParameterReader parameters, params ReadOnlySpan<FileFormat> allowed)
    {
        string text = parameters.String("Format") ?? Write(FileFormat.Json);
        foreach (var format in allowed)
        {
            if (text.Equals(Write(format), StringComparison.OrdinalIgnoreCase))
                return format;
        }

        string names = string.Join(", ", allowed.ToArray().Select(Write));
        parameters.Fault("InvalidParameterValue", $"`Format` is {ParameterReaderExtensions.Quote(text)}; it must be one of {names}.");
        return FileFormat.Json;
    }

    /// <summary>The direction of a table; a fault when it is missing there, or given for another format.</summary>
    public static Direction ReadDirection(ParameterReader parameters, FileFormat format)
    {
        string? text = parameters.String("Direction");
        if (format != FileFormat.Csv)
        {
            if (text is not null)
                parameters.Fault("InvalidParameter.Coexist", "`Direction` is for the format csv only: the others hold both.");
            return Direction.Ingress;
        }

        if (text is null)
            parameters.Missing("Direction");
        else if (text.Equals("egress", StringComparison.OrdinalIgnoreCase))
            return Direction.Egress;
        else if (!text.Equals("ingress", StringComparison.OrdinalIgnoreCase))
            parameters.Fault("InvalidParameterValue", $"`Direction` is {ParameterReaderExtensions.Quote(text)}; it must be ingress or egress.");
        return Direction.Ingress;
    }

    public static string Write(FileFormat format) => format.ToString().ToLowerInvariant();
}
