using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ringfence.Control.Commands;

/// <summary>Collects every fault of a request, in the order in which they are found.</summary>
public sealed class Faults
{
    private const int ShownLength = 64;

    private readonly ImmutableArray<Refusal>.Builder _refusals = ImmutableArray.CreateBuilder<Refusal>();

    /// <summary>True when there is a fault.</summary>
    public bool Any => _refusals.Count > 0;

    /// <summary>How many so far.</summary>
    public int Count => _refusals.Count;

    /// <summary>Every fault so far.</summary>
    public ImmutableArray<Refusal> ToImmutable() => _refusals.ToImmutable();

    /// <summary>Adds a fault of a parameter; the message starts with the parameter's path.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="parameter">The parameter's path (<c>Ingress.2.CidrBlock</c>); "" when it is none in particular.</param>
    /// <param name="message">The rest of the sentence; values of the caller go through <see cref="Show"/>.</param>
    public void Add(RefusalKind kind, string parameter, string message) =>
        _refusals.Add(new Refusal(kind, parameter.Length == 0 ? message : $"{parameter}: {message}") { Parameter = parameter });

    /// <summary>Adds faults that were found in a part, with the part's path before theirs.</summary>
    internal void AddUnder(string path, Faults part)
    {
        foreach (var refusal in part._refusals)
        {
            string own = refusal.Parameter.Length == 0 ? path : $"{path}.{refusal.Parameter}";
            _refusals.Add(new Refusal(refusal.Kind, refusal.Parameter.Length == 0 ? $"{path}: {refusal.Message}" : $"{path}.{refusal.Message}") { Parameter = own });
        }
    }

    /// <summary>The refusal that these faults make.</summary>
    public Decision<TResult> Refuse<TResult>() => Decision<TResult>.Refuse(_refusals.ToImmutable());

    /// <summary>A caller's text, quoted for a message: shortened, and without anything that could disturb a terminal or a log.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder("'");
        int length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++length > ShownLength)
            {
                shown.Append('…');
                break;
            }

            if (Rune.IsControl(rune))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                shown.Append(rune);
        }

        return shown.Append('\'').ToString();
    }
}
