using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Nftables;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>What the kernel holds depends on the policy, not on the way to it.</summary>
public sealed class TransactionTests
{
    [Fact]
    public async Task Small_steps_end_where_a_full_replacement_does()
    {
        await Gen.Int.SampleAsync(async seed =>
        {
            string name = $"rfdt{Environment.ProcessId}-{(uint)seed}";
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
        string name = $"rfdt{Environment.ProcessId}-same";
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

    private static NftablesDatapath Open(string name) => new(name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance);
}
