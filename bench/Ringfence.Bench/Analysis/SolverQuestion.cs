using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Analysis;

/// <summary>Asks z3 whether two policies accept the same packets: first match as nested if-then-else over bit vectors (SMT-LIB 2).</summary>
internal static class SolverQuestion
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How long z3 took by the clock, its start included; null where it is not installed. The answer is checked.</summary>
    public static async Task<TimeSpan?> AskAsync(ImmutableArray<HostRule> one, ImmutableArray<HostRule> two, bool areEqual, CancellationToken cancellationToken)
    {
        var script = new StringBuilder(
            "(set-logic QF_BV)\n(declare-const far (_ BitVec 128))(declare-const v4 Bool)(declare-const proto (_ BitVec 8))(declare-const port (_ BitVec 16))\n"
            + "(assert (=> v4 (bvult far (_ bv4294967296 128))))\n");
        Define(script, "one", one);
        Define(script, "two", two);
        script.Append("(assert (distinct one two))\n(check-sat)\n");
        try
        {
            long start = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo("z3", $"-in -smt2 -T:{Patience.TotalSeconds}") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            var answer = process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(script, cancellationToken);
            process.StandardInput.Close();
            string said = (await answer).Trim();
            await process.WaitForExitAsync(cancellationToken);
            var taken = Stopwatch.GetElapsedTime(start);
            return said == (areEqual ? "unsat" : "sat") ? taken : said == "timeout" ? Patience : throw new InvalidOperationException($"z3 says {said}.");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static void Define(StringBuilder script, string name, ImmutableArray<HostRule> rules)
    {
        script.Append(CultureInfo.InvariantCulture, $"(define-fun {name} () Bool ");
        foreach (var rule in rules)
        {
            script.Append("(ite (and ").Append(Or(rule.Addresses!.Ranges.Select(Peer))).Append(' ').Append(Or(rule.Services.Services.Select(Service)))
                .Append(") ").Append(rule.Action == RuleAction.Accept ? "true " : "false ");
        }

        script.Append("false").Append(')', rules.Length).Append(")\n");
    }

    private static string Peer(IpRange range) =>
        $"(and {(range.Family == AddressFamily.IPv4 ? "v4" : "(not v4)")} (bvuge far (_ bv{range.First.Value} 128)) (bvule far (_ bv{range.Last.Value} 128)))";

    private static string Service(LiteralService service) =>
        $"(and (= proto (_ bv{service.Protocol!.Value.Number} 8)) {Or(service.Ports.Ranges.Select(range => $"(and (bvuge port (_ bv{range.First} 16)) (bvule port (_ bv{range.Last} 16)))"))})";

    private static string Or(IEnumerable<string> terms) => $"(or false {string.Join(' ', terms)})";
}
