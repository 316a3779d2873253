using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Ringfence.Cli.Running;

/// <summary>Bounds of numbers on the command line. What is no number at all is the parser's to say: a validator that asks it for the value would end the program.</summary>
internal static class NumberBounds
{
    /// <summary>Refuses a value outside of the bounds.</summary>
    /// <param name="option">The option.</param>
    /// <param name="least">The smallest value.</param>
    /// <param name="most">The largest.</param>
    /// <param name="fault">What is said of another.</param>
    public static void Bound(this Option<int> option, int least, int most, string fault) => option.Validators.Add(result => Check(result, least, most, fault));

    /// <summary>The same of an argument.</summary>
    public static void Bound(this Argument<int> argument, int least, int most, string fault) => argument.Validators.Add(result => Check(result, least, most, fault));

    private static void Check(SymbolResult result, int least, int most, string fault)
    {
        foreach (var token in result.Tokens)
        {
            if (int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && (number < least || number > most))
                result.AddError(fault);
        }
    }
}
