using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Distribution;

public sealed class MemberJoinCostTests
{
    private const string Set = "sg-00000001@vpc-aaaaaaaa";

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void A_member_joins_and_leaves_a_group_of_any_size_for_a_few_kilobytes(int members)
    {
        var history = new History();
        history.Commit(
            [new Change.PutGroup(Group("sg-00000001", ["sg-00000001", "10.0.0.0/8"], ["0.0.0.0/0"])),
            .. Enumerable.Range(0, members).Select(i => (Change)new Change.PutInterface(Member(i)))]);
        var builder = new HostPolicyBuilder(history.World);
        builder.Add("h0");
        builder.Add("h1");
        Assert.Equal(members, builder["h1"].Sets[Set].Addresses.Count);

        // Twice: the first time pays for code that runs for the first time.
        for (int time = 0; time < 2; time++)
        {
            var before = builder["h1"].Sets[Set];
            var join = history.Commit(new Change.PutInterface(Member(members + time)));
            long joined = Allocated(() => builder.Advance(join));
            var after = builder["h1"].Sets[Set];
            Assert.Equal(members + 1, after.Addresses.Count);
            Assert.Single(after.Since(before).Added);

            var leave = history.Commit(new Change.DeleteInterface(Member(members + time).Id));
            long left = Allocated(() => builder.Advance(leave));
            Assert.Equal(members, builder["h1"].Sets[Set].Addresses.Count);
            Assert.True(time == 0 || (joined < 8192 && left < 8192), $"{members} members: joining took {joined} bytes, leaving {left}.");
        }
    }

    /// <summary>One in a thousand is on the hosts that are looked at.</summary>
    private static NetworkInterface Member(int number) =>
        Interface($"eni-{number:d8}", $"h{number % 2000}", Vpc, [$"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}"], "sg-00000001");

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
