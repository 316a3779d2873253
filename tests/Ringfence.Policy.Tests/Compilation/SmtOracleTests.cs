using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

/// <summary>
/// An oracle that shares nothing with the compiler: two policies as formulas over bit vectors (SMT-LIB 2), and z3's answer to whether any packet of the whole 2^128 × 2^8 × 2^16 tells them apart.
/// Runs where <c>z3</c> is installed.
/// </summary>
public sealed class SmtOracleTests
{
    [Fact]
    public async Task Accepted_packets_are_equal_exactly_when_z3_finds_no_packet_between()
    {
        Assert.SkipUnless(IsInstalled(), "z3 is not installed (Debian package z3).");
        var script = new StringBuilder("(declare-const far (_ BitVec 128))(declare-const v4 Bool)(declare-const proto (_ BitVec 8))(declare-const port (_ BitVec 16))\n");
        var expected = new List<string>();
        Gen.Select(Gens.Host, Gens.RuleArray, Gen.Int[0, 4]).Sample((policy, other, keep) =>
        {
            // Variants that are often equal: cut, doubled, closed by an explicit drop, or another list altogether.
            var list = policy.Lists["l0"];
            var rules = keep switch
            {
                0 => other,
                1 => list.Rules.IsEmpty ? list.Rules : list.Rules[..^1],
                2 => [.. list.Rules, .. list.Rules],
                3 => [.. list.Rules, Hosts.Rule("0.0.0.0/0", "ALL", false)],
                _ => [.. list.Rules.Take(1), .. list.Rules.Skip(1).Reverse()],
            };
            var one = policy with { Interfaces = Hosts.Host([Hosts.Interface("a", ["l0"], [])], []).Interfaces };
            var two = one.With(list with { Rules = rules });
            lock (expected)
            {
                expected.Add(PacketSet.AcceptedBy(Hosts.Compile(one), "a", Direction.Ingress).Equals(PacketSet.AcceptedBy(Hosts.Compile(two), "a", Direction.Ingress)) ? "unsat" : "sat");
                script.Append(CultureInfo.InvariantCulture, $"(push)(assert (distinct {Formula(one)} {Formula(two)}))(check-sat)(pop)\n");
            }
        }, iter: 150);
        // IPv4 addresses are the numbers below 2^32.
        script.Insert(0, "(set-logic QF_BV)\n").Replace("(push)(assert (distinct", "(push)(assert (=> v4 (bvult far (_ bv4294967296 128))))(assert (distinct");
        string[] answers = (await Ask(script.ToString(), TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, answers);
        Assert.Contains("sat", answers);
        Assert.Contains("unsat", answers);
    }

    /// <summary>First match as nested if-then-else.</summary>
    private static string Formula(HostPolicy policy)
    {
        string formula = "false";
        foreach (var rule in policy.Lists["l0"].Rules.Reverse())
        {
            string peer = Or(rule.Addresses?.Ranges.Select(Peer) ?? policy.Sets[rule.AddressSetId!].Addresses.Select(address => Peer(IpRange.Of(IpPrefix.Host(address)))));
            formula = $"(ite (and {peer} {Or(rule.Services.Services.Select(Service))}) {(rule.Action == RuleAction.Accept ? "true" : "false")} {formula})";
        }

        return formula;
    }

    private static string Peer(IpRange range)
    {
        string family = range.Family == AddressFamily.IPv4 ? "v4" : "(not v4)";
        return $"(and {family} (bvuge far (_ bv{range.First.Value} 128)) (bvule far (_ bv{range.Last.Value} 128)))";
    }

    private static string Service(LiteralService service)
    {
        if (service.Protocol is not { } protocol)
            return "true";
        string same = $"(= proto (_ bv{protocol.Number} 8))";
        return protocol.HasPorts
            ? $"(and {same} {Or(service.Ports.Ranges.Select(range => $"(and (bvuge port (_ bv{range.First} 16)) (bvule port (_ bv{range.Last} 16)))"))})"
            : same;
    }

    private static string Or(IEnumerable<string> terms) => $"(or false {string.Join(' ', terms)})";

    private static bool IsInstalled()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("z3", "--version") { RedirectStandardOutput = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> Ask(string script, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo("z3", "-in -smt2") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var answer = process.StandardOutput.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(script.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return await answer;
    }
}
