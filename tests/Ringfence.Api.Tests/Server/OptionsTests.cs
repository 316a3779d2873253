using System.Net;
using Ringfence.Agent.Options;
using Ringfence.Datapath.Ebpf;
using Ringfence.Server.Options;

namespace Ringfence.Api.Tests.Server;

public sealed class OptionsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_defaults_are_loopback_and_port_9510()
    {
        var (options, faults) = await ParseAsync();
        Assert.Empty(faults);
        Assert.Equal((9510, IPAddress.Loopback, "ap-guangzhou", DatapathChoice.Automatic), (options!.Port, options.Listen, options.Region, options.Datapath));
        Assert.Equal([22], options.FailsafeTcp);
        Assert.Equal(Environment.MachineName, options.HostName);
    }

    [Fact]
    public async Task Every_option_is_taken()
    {
        var (options, faults) = await ParseAsync(
            "--port", "0", "--listen", "::1", "--data", "/tmp/x", "--netns", "lab", "--host", "h1", "--datapath", "none", "--failsafe-tcp", "22,2222",
            "--region", "my-cellar", "--quota", "SecurityGroups=7", "--quota", "RulesPerDirection=8", "--demo", "--release", "--count-rule-packets",
            "--flow-age", "TcpEstablished=7200", "--flow-age", "udpstream=300", "--flow-slots", "1048576");
        Assert.Empty(faults);
        Assert.Equal((0, IPAddress.IPv6Loopback, "/tmp/x", "lab", "h1"), (options!.Port, options.Listen, options.DataFolder, options.NetNs, options.HostName));
        Assert.Equal((DatapathChoice.None, "my-cellar", 7, 8), (options.Datapath, options.Region, options.Quotas.SecurityGroups, options.Quotas.RulesPerDirection));
        Assert.Equal([22, 2222], options.FailsafeTcp);
        Assert.True(options.Demo && options.Release && options.CountRulePackets);
        Assert.Equal(FlowAges.Default with { TcpEstablished = TimeSpan.FromHours(2), UdpStream = TimeSpan.FromMinutes(5) }, options.FlowAges);
        Assert.Equal(1u << 20, options.FlowSlots);
    }

    [Fact]
    public async Task The_command_line_wins_over_the_file()
    {
        await File.WriteAllTextAsync(
            _file,
            """
            { // a comment
              "Port": 1, "Host": "from-file", "Listen": "::1", "Data": "/tmp/y", "Datapath": "nftables", "FailsafeTcp": [], "PrivateRegions": ["a"],
              "Quotas": { "SecurityGroups": 9, "GroupsPerInstance": 3 }, "Region": "b", "NetNs": "n", "CountRulePackets": true,
              "FlowAges": { "Icmp": 5, "UdpStream": 6 }, "FlowSlots": 2048,
            }
            """,
            TestContext.Current.CancellationToken);
        var (options, faults) = await ParseAsync("--config", _file, "--port", "2", "--quota", "SecurityGroups=10", "--flow-age", "Icmp=7");
        Assert.Empty(faults);
        Assert.Equal((2, "from-file", IPAddress.IPv6Loopback, "/tmp/y"), (options!.Port, options.HostName, options.Listen, options.DataFolder));
        Assert.Equal((10, 3, "b", "n"), (options.Quotas.SecurityGroups, options.Quotas.GroupsPerInstance, options.Region, options.NetNs));
        Assert.Equal(DatapathChoice.Nftables, options.Datapath);
        Assert.Empty(options.FailsafeTcp);
        Assert.True(options.CountRulePackets);
        Assert.Equal(FlowAges.Default with { Icmp = TimeSpan.FromSeconds(7), UdpStream = TimeSpan.FromSeconds(6) }, options.FlowAges);
        Assert.Equal(2048u, options.FlowSlots);
        Assert.Equal(["a"], options.PrivateRegions);
    }

    [Fact]
    public async Task Every_fault_of_the_file_is_listed_with_its_key()
    {
        await File.WriteAllTextAsync(
            _file,
            """{"Port":"x","Listen":"nowhere","Prot":1,"FailsafeTcp":[0],"PrivateRegions":[1],"Datapath":"magic","Quotas":{"SecurityGruops":1,"ReferenceRules":-1},"CountRulePackets":1,"FlowAges":{"Icpm":1,"Icmp":0},"FlowSlots":1000}""",
            TestContext.Current.CancellationToken);
        var (options, faults) = await ParseAsync("--config", _file);
        Assert.Null(options);
        string[] keys = ["Port", "Listen", "Prot", "FailsafeTcp", "PrivateRegions", "Datapath", "Quotas.SecurityGruops", "Quotas.ReferenceRules", "CountRulePackets", "FlowAges.Icpm", "FlowAges.Icmp", "FlowSlots"];
        Assert.Equal(keys.Length, faults.Count);
        foreach (string key in keys)
            Assert.Contains(faults, fault => fault.Contains($": {key}: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rate_limits_are_the_vendors_with_numbers_of_ones_own_or_off()
    {
        await File.WriteAllTextAsync(_file, """{"RateLimits":{"DescribeSecurityGroups":5,"CloneSecurityGroup":0}}""", TestContext.Current.CancellationToken);
        var (options, faults) = await ParseAsync("--config", _file, "--rate-limit", "DescribeSecurityGroups=7");
        Assert.Empty(faults);
        Assert.True(options!.RateLimits.IsOn);
        Assert.Equal((7, 0), (options.RateLimits.PerAction["DescribeSecurityGroups"], options.RateLimits.PerAction["CloneSecurityGroup"]));

        await File.WriteAllTextAsync(_file, """{"RateLimits":"off"}""", TestContext.Current.CancellationToken);
        Assert.False((await ParseAsync("--config", _file)).Options!.RateLimits.IsOn);
        Assert.False((await ParseAsync("--rate-limit", "off")).Options!.RateLimits.IsOn);
    }

    [Theory]
    [InlineData("--rate-limit", "DescribeSecurityGroups")]
    [InlineData("--rate-limit", "Describe Groups=1")]
    [InlineData("--rate-limit", "DescribeSecurityGroups=-1")]
    [InlineData("--port", "70000")]
    [InlineData("--port", "-1")]
    [InlineData("--listen", "localhost")]
    [InlineData("--datapath", "magic")]
    [InlineData("--failsafe-tcp", "22,ssh")]
    [InlineData("--quota", "SecurityGroups")]
    [InlineData("--quota", "Nothing=1")]
    [InlineData("--quota", "SecurityGroups=0")]
    [InlineData("--flow-age", "TcpEstablished")]
    [InlineData("--flow-age", "TcpEstablished=0")]
    [InlineData("--flow-age", "TcpEstablished=864001")]
    [InlineData("--flow-age", "Nothing=1")]
    [InlineData("--flow-slots", "1000")]
    [InlineData("--flow-slots", "8388608")]
    [InlineData("--config", "/nowhere/at/all.json")]
    public async Task Faults_of_the_command_line_are_told(string option, string value)
    {
        var (options, faults) = await ParseAsync(option, value);
        Assert.Null(options);
        Assert.Single(faults);
    }

    private static async Task<(ServerOptions? Options, List<string> Faults)> ParseAsync(params string[] arguments)
    {
        ServerOptions? parsed = null;
        List<string> faults = [];
        int exit = await new ServerCommand().RunAsync(
            arguments,
            new ServerOptions(),
            (options, _) =>
            {
                parsed = options;
                return Task.FromResult(0);
            },
            faults.Add);
        Assert.Equal(parsed is null ? 1 : 0, exit);
        return (parsed, faults);
    }
}
