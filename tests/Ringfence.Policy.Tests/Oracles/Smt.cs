using System.ComponentModel;
using System.Diagnostics;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Oracles;

/// <summary>
/// z3, asked in SMT-LIB 2, and the words of a packet: <c>far</c> (128 bits) with <c>v4</c>, <c>proto</c> (8 bits), <c>port</c> (16 bits). IPv4 addresses are the numbers below 2^32.
/// </summary>
internal static class Smt
{
    /// <summary>Declares a packet; every later assertion is about it.</summary>
    public const string Packet = """
        (set-logic QF_BV)
        (declare-const far (_ BitVec 128))(declare-const v4 Bool)(declare-const proto (_ BitVec 8))(declare-const port (_ BitVec 16))
        (assert (=> v4 (bvult far (_ bv4294967296 128))))

        """;

    /// <summary>The far address is in the range.</summary>
    public static string Address(IpRange range)
    {
        string family = range.Family == AddressFamily.IPv4 ? "v4" : "(not v4)";
        return $"(and {family} (bvuge far (_ bv{range.First.Value} 128)) (bvule far (_ bv{range.Last.Value} 128)))";
    }

    /// <summary>The packet is of the service.</summary>
    public static string Service(LiteralService service)
    {
        if (service.Protocol is not { } protocol)
            return "true";
        string same = $"(= proto (_ bv{protocol.Number} 8))";
        return protocol.HasPorts
            ? $"(and {same} {Or(service.Ports.Ranges.Select(range => $"(and (bvuge port (_ bv{range.First} 16)) (bvule port (_ bv{range.Last} 16)))"))})"
            : same;
    }

    /// <summary>Any of the terms.</summary>
    public static string Or(IEnumerable<string> terms) => $"(or false {string.Join(' ', terms)})";

    /// <summary>Whether there is a z3 (Debian package z3).</summary>
    public static bool IsInstalled()
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

    /// <summary>What z3 answers to a script.</summary>
    public static async Task<string> Ask(string script, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo("z3", "-in -smt2") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var answer = process.StandardOutput.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(script.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return await answer;
    }
}
