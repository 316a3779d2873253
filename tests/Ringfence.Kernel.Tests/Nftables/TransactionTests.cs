using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Nftables;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Hosting;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>What the kernel holds depends on the policy, not on the way to it.</summary>
public sealed class TransactionTests
{
    [Fact]
    public async Task Small_steps_end_where_a_full_replacement_does()
    {
        await Gen.Int.SampleAsync(async seed =>
        {
            string name = LabRegistry.NextPrefix() + "history";
            Command.Run("ip", $"netns add {name}");
            try
            {
                var history = new RandomHistory(seed);
                await using var steps = Open(name);
                await steps.ApplyAsync(history.Current);
                for (int round = 0; round < 5; round++)
                {
                    for (int i = 0; i < 6; i++)
                        Assert.NotEqual(ApplyMode.Full, (await steps.ApplyAsync(history.Next())).Mode);
                    string after = TableMeaning.Read(name);
                    await using (var fresh = Open(name))
                        Assert.Equal(ApplyMode.Full, (await fresh.ApplyAsync(history.Current)).Mode);
                    Assert.Equal(TableMeaning.Read(name), after);
                    await steps.ReleaseAsync();
                    await steps.ApplyAsync(history.Current);
                }
            }
            finally
            {
                Command.Run("ip", $"netns del {name}");
            }
        }, iter: 8, threads: 1);
    }

    [Fact]
    public async Task The_same_policy_again_changes_nothing()
    {
        string name = LabRegistry.NextPrefix() + "same";
        Command.Run("ip", $"netns add {name}");
        try
        {
            await using var datapath = Open(name);
            var policy = Policies.GuestB("+tcp:80 @web").WithSet("web", "10.9.9.1");
            Assert.Equal(ApplyMode.Full, (await datapath.ApplyAsync(policy)).Mode);
            Assert.Equal(ApplyMode.Unchanged, (await datapath.ApplyAsync(policy)).Mode);
            Assert.Equal(ApplyMode.Incremental, (await datapath.ApplyAsync(policy.WithSet("web", "10.9.9.2"))).Mode);
        }
        finally
        {
            Command.Run("ip", $"netns del {name}");
        }
    }

    [Fact]
    public async Task Devices_keep_their_numbers_over_a_restart_as_frames_on_their_way_carry_them()
    {
        string name = LabRegistry.NextPrefix() + "numbers";
        Command.Run("ip", $"netns add {name}");
        try
        {
            // Dictionaries have another order in each process; the order of names is one of them.
            await using (var first = Open(name))
                await first.ApplyAsync(Guests("v5", "v4", "v3", "v2"));
            var before = Numbers(name);
            Assert.Equal(4, before.Values.Distinct().Count());
            await using (var second = Open(name))
                await second.ApplyAsync(Guests("v0", "v1", "v2", "v4", "v5"));
            var after = Numbers(name);
            Assert.All(before.Where(own => own.Key != "v3"), own => Assert.Equal(own.Value, after[own.Key]));
            Assert.DoesNotContain(before["v3"], after.Values);
            Assert.Equal(5, after.Values.Distinct().Count());
        }
        finally
        {
            Command.Run("ip", $"netns del {name}");
        }
    }

    private static HostPolicy Guests(params string[] devices) => HostPolicy.Empty with
    {
        Revision = 1,
        Interfaces = devices.ToImmutableDictionary(device => $"eni-{device}", device => new InterfacePolicy
        {
            InterfaceId = $"eni-{device}",
            Device = device,
            Role = InterfaceRole.Guest,
            Addresses = [],
            SourceCheck = true,
            IngressLists = [],
            EgressLists = [],
        }),
    };

    private static Dictionary<string, int> Numbers(string name) =>
        Regex.Matches(Command.Run("ip", $"netns exec {name} nft list map bridge ringfence from_ports"), "\"(\\w+)\" : goto b(\\d+)")
            .ToDictionary(element => element.Groups[1].Value, element => int.Parse(element.Groups[2].Value, CultureInfo.InvariantCulture));

    private static NftablesDatapath Open(string name) => new(name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance);
}
