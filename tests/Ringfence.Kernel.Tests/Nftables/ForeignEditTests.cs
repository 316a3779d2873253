using Ringfence.Datapath;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>What others do to our tables is noticed, whenever they do it.</summary>
public sealed class ForeignEditTests() : DriverTest(bridged: false)
{
    private static HostPolicy Accepting(int port) => HostPolicy.Empty
        .WithList("in", Direction.Ingress, $"+tcp:{port} 0.0.0.0/0")
        .WithList("out", Direction.Egress)
        .WithInterface("tapa", ["10.9.1.1"], ["in"], ["out"]);

    [Fact]
    public async Task An_edit_right_behind_a_change_is_not_taken_for_the_change()
    {
        using var web = Network.Listen("a", 80);
        await Datapath.ApplyAsync(Accepting(81));
        Edit();
        Assert.True(await Network.Reaches("o", "10.9.1.1", 80, Cancellation));
        Assert.False(await Datapath.CheckAsync());
        await Datapath.ApplyAsync(Accepting(81));
        Assert.False(await Network.Reaches("o", "10.9.1.1", 80, Cancellation));
        Assert.True(await Datapath.CheckAsync());
    }

    [Fact]
    public async Task An_edit_between_two_changes_does_not_outlive_the_second()
    {
        using var web = Network.Listen("a", 80);
        await Datapath.ApplyAsync(Accepting(81));
        Assert.True(await Datapath.CheckAsync());
        Edit();
        Assert.Equal(ApplyMode.Full, (await Datapath.ApplyAsync(Accepting(82))).Mode);
        Assert.False(await Network.Reaches("o", "10.9.1.1", 80, Cancellation));
        Assert.Equal(ApplyMode.Incremental, (await Datapath.ApplyAsync(Accepting(80))).Mode);
        Assert.True(await Network.Reaches("o", "10.9.1.1", 80, Cancellation));
    }

    [Fact]
    public async Task What_others_do_to_their_own_tables_replaces_nothing()
    {
        await Datapath.ApplyAsync(Accepting(81));
        Assert.True(await Datapath.CheckAsync());
        Command.In(Network.Host, "nft add table inet others");
        Assert.True(await Datapath.CheckAsync());
        Command.In(Network.Host, "nft add chain inet others c");
        Assert.Equal(ApplyMode.Incremental, (await Datapath.ApplyAsync(Accepting(82))).Mode);
        Assert.True(await Datapath.CheckAsync());
    }

    private void Edit() => Command.In(Network.Host, "nft insert rule inet ringfence forward accept");
}
