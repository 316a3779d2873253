using System.Diagnostics;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>Tables of others on the host are theirs.</summary>
public sealed class ForeignRulesTests
{
    private const string Foreign = """
        table inet foreign {
            set friends { type ipv4_addr; elements = { 192.0.2.2, 198.51.100.7 }; }
            chain forward { type filter hook forward priority 5; policy accept; udp dport 9 drop; ip saddr @friends accept; }
            chain input { type filter hook input priority -300; policy accept; }
        }
        table bridge foreign { chain forward { type filter hook forward priority 0; policy accept; } }
        table ip nat { chain post { type nat hook postrouting priority 100; policy accept; } }
        """;

    [Fact]
    public async Task They_are_left_as_they_were_through_every_kind_of_change_and_go_on_working()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await NftAsync(lab, ["-f", "-"], Foreign);
        string before = await ListAsync(lab);
        var guarded = await enforced.GuardAsync(web, ApiRule.Anywhere, ApiRule.Anywhere);
        await enforced.Api.ResetRulesAsync(guarded.GroupId, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], [], TestContext.Current.CancellationToken);
        await enforced.SettleAsync();
        await enforced.KillServerAsync();
        await enforced.StartServerAsync();
        await enforced.Api.ResetRulesAsync(guarded.GroupId, ApiRule.Anywhere, [], TestContext.Current.CancellationToken);
        await enforced.SettleAsync();
        Assert.Equal(before, await ListAsync(lab));
        enforced.AssertPasses(Probe.Udp(lab.Outside.V4, web.V4, 10));
        enforced.AssertDropped(Probe.Udp(lab.Outside.V4, web.V4, 9));
    }

    private static async Task<string> ListAsync(Laboratory lab) =>
        string.Join('\n', await NftAsync(lab, ["list", "table", "inet", "foreign"]), await NftAsync(lab, ["list", "table", "bridge", "foreign"]), await NftAsync(lab, ["list", "table", "ip", "nat"]));

    private static async Task<string> NftAsync(Laboratory lab, string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", lab.Host.Namespace.Name, "nft", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        // nft wants a line end after each block and each set's end.
        await process.StandardInput.WriteAsync(input.Replace("; }", ";\n}\n", StringComparison.Ordinal));
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
