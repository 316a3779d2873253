using System.Globalization;
using System.Text.Unicode;

namespace Ringfence.Api.Http;

/// <summary>Whether every text of a JSON body is Unicode: what the JSON parser leaves to whoever reads the text, by an exception.</summary>
internal static class WellFormedText
{
    private const int EscapeLength = 6;

    /// <summary>True when the bytes are UTF-8 and every escaped half of a surrogate pair has its other half.</summary>
    public static bool Check(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && SurrogatesArePaired(json);

    private static bool SurrogatesArePaired(ReadOnlySpan<byte> json)
    {
        while (true)
        {
            int escape = json.IndexOf((byte)'\\');
            if (escape < 0)
                return true;
            json = json[escape..];
            if (!TryReadUnit(json, out char unit))
            {
                // Another escape, or none that the parser will take.
                json = json[Math.Min(2, json.Length)..];
                continue;
            }

            json = json[EscapeLength..];
            if (char.IsLowSurrogate(unit))
                return false;
            if (!char.IsHighSurrogate(unit))
                continue;
            if (!TryReadUnit(json, out char second) || !char.IsLowSurrogate(second))
                return false;
            json = json[EscapeLength..];
        }
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> json, out char unit)
    {
        unit = default;
        if (json.Length < EscapeLength || json[0] != '\\' || json[1] != 'u' ||
            !ushort.TryParse(json[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value))
        {
            return false;
        }

        unit = (char)value;
        return true;
    }
}
