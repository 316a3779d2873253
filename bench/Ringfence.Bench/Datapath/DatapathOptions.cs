using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Bench.Datapath.Lookups;
using Ringfence.Bench.Datapath.Measuring;
using Ringfence.Bench.Datapath.Updates;

namespace Ringfence.Bench.Datapath;

/// <summary>What <c>bench/datapath</c> was asked for.</summary>
/// <param name="Rounds">How often everything is measured.</param>
/// <param name="Only">Names of what to measure; empty: everything.</param>
/// <param name="JsonFile">Where to write the results as data; null: nowhere.</param>
internal sealed record DatapathOptions(int Rounds, ImmutableHashSet<string> Only, string? JsonFile)
{
    /// <summary>The fewest rounds that docs/benchmarks.md is written from.</summary>
    public const int DocumentedRounds = 9;

    public const string Usage = "datapath [--rounds N] [--only NAME …] [--json FILE]";

    /// <summary>Everything that has a name.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Configurations.All.Select(configuration => configuration.Name), UpdateBenchmark.Name, LookupBenchmark.Name];

    /// <summary>True when the results are worth a place in docs/benchmarks.md: nothing left out, rounds enough.</summary>
    public bool IsDocumented => Only.IsEmpty && Rounds >= DocumentedRounds;

    /// <summary>Reads the command line; null with every fault listed when there are any.</summary>
    public static DatapathOptions? Parse(IReadOnlyList<string> arguments, ICollection<string> faults)
    {
        int rounds = DocumentedRounds;
        string? json = null;
        var only = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--rounds":
                    if (++i >= arguments.Count || !int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) || rounds is < 1 or > 1000)
                        faults.Add("--rounds wants a number from 1 to 1000.");
                    break;
                case "--json":
                    if (++i >= arguments.Count)
                        faults.Add("--json wants a file.");
                    else
                        json = arguments[i];
                    break;
                case "--only":
                    int before = i;
                    for (; i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal); i++)
                    {
                        if (Names.Contains(arguments[i + 1]))
                            only.Add(arguments[i + 1]);
                        else
                            faults.Add($"Nothing is called {arguments[i + 1]}. Names: {string.Join(' ', Names)}.");
                    }

                    if (i == before)
                        faults.Add("--only wants at least one name.");
                    break;
                default:
                    faults.Add($"{arguments[i]} is no option. Usage: {Usage}");
                    break;
            }
        }

        return faults.Count == 0 ? new DatapathOptions(rounds, only.ToImmutable(), json) : null;
    }

    /// <summary>Whether something was asked for.</summary>
    public bool Wants(string name) => Only.IsEmpty || Only.Contains(name);
}
