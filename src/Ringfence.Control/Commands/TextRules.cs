using System.Buffers;
using System.Text;

namespace Ringfence.Control.Commands;

/// <summary>What free text may be: so many Unicode characters, no control characters, well-formed.</summary>
internal static class TextRules
{
    /// <summary>Adds a fault for text that is too long (counted in Unicode characters, reference A.17) or holds control characters or lone surrogates.</summary>
    public static void Check(string text, int maximum, string parameter, Faults faults)
    {
        int length = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; length++)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out int consumed) != OperationStatus.Done)
            {
                faults.Add(RefusalKind.InvalidValue, parameter, $"{Faults.Show(text)} is not well-formed Unicode.");
                return;
            }

            if (Rune.IsControl(rune))
            {
                faults.Add(RefusalKind.InvalidValue, parameter, $"{Faults.Show(text)} contains a control character.");
                return;
            }

            rest = rest[consumed..];
        }

        if (length > maximum)
            faults.Add(RefusalKind.TooLong, parameter, $"the text has {length} characters; at most {maximum} are allowed.");
    }
}
