using System.Globalization;

namespace Ringfence.Policy.Addressing;

/// <summary>A 48-bit Ethernet address (IEEE 802).</summary>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Reads six pairs of hexadecimal digits separated by colons or hyphens, any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress mac)
    {
        mac = default;
        if (text.Length != 17)
            return false;
        ulong value = 0;
        for (int i = 0; i < 6; i++)
        {
            if (i > 0 && (text[(i * 3) - 1] != text[2] || text[2] is not (':' or '-')))
                return false;
            if (!byte.TryParse(text.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte part))
                return false;
            value = (value << 8) | part;
        }

        mac = new MacAddress(value);
        return true;
    }

    /// <summary>Lower-case, colon separated: the form the kernel prints. The vendor's API wants it in upper case.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Value >> 40) & 0xff:x2}:{(Value >> 32) & 0xff:x2}:{(Value >> 24) & 0xff:x2}:{(Value >> 16) & 0xff:x2}:{(Value >> 8) & 0xff:x2}:{Value & 0xff:x2}");
}
