using System.Text;
using System.Text.Json.Nodes;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Nftables;

namespace Ringfence.Kernel.Tests.CommandLine;

/// <summary><c>ringfence doctor</c>: what it says of a namespace is what is there.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task In_a_namespace_that_nobody_enforces_there_is_nothing_and_looking_leaves_nothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "It takes root to look.");
        using var empty = new TestNamespace("doctor");
        var (exit, told) = await LocalCommand.JsonAsync("doctor", "--netns", empty.Name);
        Assert.Equal(0, exit);
        Assert.Empty(told["InKernel"]!.AsArray());
        Assert.Empty(told["Foreign"]!.AsArray());
        Assert.Equal("available", Feature(told, "root")["State"]!.GetValue<string>());
        Assert.Equal("6.6", Feature(told, "tcx")["MinimumKernel"]!.GetValue<string>());
        Assert.False(empty.Run(() => EbpfPins.Exist(BpfFs.DefaultMount, NamespaceScope.Current())));
    }

    [Fact]
    public async Task A_namespace_that_does_not_exist_is_told_in_one_line()
    {
        var (exit, output, errors) = await LocalCommand.RunAsync("doctor", "--netns", "rf-nowhere");
        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Equal("ringfence: There is no network namespace rf-nowhere (/run/netns/rf-nowhere).\n", errors);
    }

    [Fact]
    public async Task Of_an_enforced_namespace_it_tells_what_enforces()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var web = enforced.Lab["web"];
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        var (exit, told) = await LocalCommand.JsonAsync("doctor", "--netns", enforced.Lab.Host.Namespace.Name);
        Assert.Equal(0, exit);
        var ours = told["InKernel"]!.AsArray().Select(item => (Kind: item!["Kind"]!.GetValue<string>(), Name: item["Name"]!.GetValue<string>())).ToList();
        if (!EnforcedLab.IsEbpf)
        {
            Assert.Contains(("table", "inet ringfence"), ours);
            Assert.DoesNotContain(ours, item => item.Kind != "table");
            return;
        }

        Assert.Single(ours, item => item.Kind == "maps");
        Assert.Equal(2, ours.Count(item => item == ("link", web.Device)));
        Assert.Equal(6, ours.Count(item => item.Kind == "guard"));
        Assert.DoesNotContain(("table", "inet ringfence"), ours);
    }

    [Fact]
    [Trait("Driver", "ebpf")]
    public async Task It_sees_a_link_that_was_detached()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (host, web) = (enforced.Lab.Host.Namespace, enforced.Lab["web"]);
        await enforced.GuardAsync(web, ApiRule.Anywhere, ApiRule.Anywhere);
        await enforced.StopServerAsync();
        host.Run(() =>
        {
            var pins = new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current());
            using var link = pins.TryGetLink(NetworkDevice.IndexOf(web.Device), toInstance: true)!;
            link.Detach();
        });
        var (exit, told) = await LocalCommand.JsonAsync("doctor", "--netns", host.Name);
        Assert.Equal(1, exit);
        Assert.Equal(["The link was detached."], told["InKernel"]!.AsArray().Select(item => item!["Problem"]?.GetValue<string>()).OfType<string>());
    }

    [Fact]
    [Trait("Driver", "ebpf")]
    public async Task It_sees_a_program_that_runs_before_ours()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (host, web) = (enforced.Lab.Host.Namespace, enforced.Lab["web"]);
        await enforced.GuardAsync(web, ApiRule.Anywhere, ApiRule.Anywhere);
        using var program = EbpfProgram.Load(EbpfSizes.Least);
        using var link = host.Run(() => BpfLink.CreateTcx(program.ToInstance, NetworkDevice.IndexOf(web.Device), TcxHook.Ingress));
        var (exit, told) = await LocalCommand.JsonAsync("doctor", "--netns", host.Name);
        Assert.Equal(1, exit);
        var foreign = Assert.Single(told["Foreign"]!.AsArray())!;
        Assert.Equal(("program", true), (foreign["Kind"]!.GetValue<string>(), foreign["Overrules"]!.GetValue<bool>()));
        Assert.Equal(link.Info().ProgramId.ToString(System.Globalization.CultureInfo.InvariantCulture), foreign["Name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_chain_of_others_is_told_and_is_no_fault()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "It takes root to look.");
        using var someone = new TestNamespace("doctor");
        someone.Run(() =>
        {
            using var nft = new NftContext();
            nft.Run(Encoding.UTF8.GetBytes("add table inet theirs\nadd chain inet theirs c { type filter hook forward priority -5 ; policy accept ; }\n\0"));
        });
        var (exit, told) = await LocalCommand.JsonAsync("doctor", "--netns", someone.Name);
        Assert.Equal(0, exit);
        var chain = Assert.Single(told["Foreign"]!.AsArray())!;
        Assert.Equal(("inet theirs c", false), (chain["Name"]!.GetValue<string>(), chain["Overrules"]!.GetValue<bool>()));
    }

    private static JsonNode Feature(JsonNode told, string name) => Assert.Single(told["Features"]!.AsArray(), feature => feature!["Name"]!.GetValue<string>() == name)!;
}
