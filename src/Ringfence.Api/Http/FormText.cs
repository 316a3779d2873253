using System.Net;

namespace Ringfence.Api.Http;

/// <summary>Reads <c>k=v&amp;k=v</c>, percent-encoded, with "+" or "%20" for a space.</summary>
internal static class FormText
{
    /// <summary>The parameters in the order they came, decoded. False when a name is there twice: which of the two was meant is not ours to guess.</summary>
    public static bool TryParse(string text, out List<KeyValuePair<string, string>> parameters, out string repeated)
    {
        parameters = [];
        repeated = "";
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var range in text.AsSpan().Split('&'))
        {
            var (start, length) = range.GetOffsetAndLength(text.Length);
            if (length == 0)
                continue;
            int equals = text.IndexOf('=', start, length);
            string name = Decode(text, start, equals < 0 ? start + length : equals);
            string value = equals < 0 ? "" : Decode(text, equals + 1, start + length);
            if (!names.Add(name))
            {
                repeated = name;
                return false;
            }

            parameters.Add(new(name, value));
        }

        return true;
    }

    private static string Decode(string text, int start, int end) => WebUtility.UrlDecode(text[start..end]);
}
