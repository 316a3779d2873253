using Ringfence.Agent.Handover;

namespace Ringfence.Agent.Tests.Handover;

public sealed class HostClaimTests : IDisposable
{
    private readonly Folder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_has_the_host_and_the_next_when_that_one_lets_go()
    {
        await using (var first = HostClaim.TryTake(_folder.Path))
        {
            Assert.NotNull(first);
            Assert.Null(HostClaim.TryTake(_folder.Path));
        }

        await using var second = HostClaim.TryTake(_folder.Path);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_holder_that_listens_is_asked_and_the_asker_gets_the_host_only_when_it_has_let_go()
    {
        var first = HostClaim.TryTake(_folder.Path)!;
        first.Listen();
        var taking = HostClaim.TakeOverAsync(_folder.Path, Cancel);
        await first.Asked.WaitAsync(Cancel);
        Assert.False(taking.IsCompleted);
        await first.DisposeAsync();
        await using var second = await taking;
        Assert.Null(HostClaim.TryTake(_folder.Path));
    }

    [Fact]
    public async Task A_holder_that_does_not_listen_keeps_the_host()
    {
        await using var first = HostClaim.TryTake(_folder.Path);
        await Assert.ThrowsAsync<IOException>(() => HostClaim.TakeOverAsync(_folder.Path, Cancel));
    }

    [Fact]
    public async Task The_socket_of_a_holder_that_died_is_no_obstacle()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "host.sock"), "", Cancel);
        var claim = await HostClaim.TakeOverAsync(_folder.Path, Cancel);
        claim.Listen();
        var taking = HostClaim.TakeOverAsync(_folder.Path, Cancel);
        await claim.Asked.WaitAsync(Cancel);
        await claim.DisposeAsync();
        await (await taking).DisposeAsync();
    }

    [Fact]
    public void A_folder_that_is_not_there_is_not_made() => Assert.Throws<DirectoryNotFoundException>(() => HostClaim.TryTake(Path.Combine(_folder.Path, "none")));
}
