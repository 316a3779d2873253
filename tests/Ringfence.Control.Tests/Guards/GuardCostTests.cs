using System.Runtime.CompilerServices;
using Ringfence.Control.Distribution;
using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Guards;

/// <summary>What guards cost: a change costs what it changes, and what nobody asks for again is not kept.</summary>
public sealed class GuardCostTests
{
    private const int Bindings = 400;

    private static readonly Guard Guard = GuardWorlds.Of(new GuardEnd { Outside = true }, GuardEnd.Nobody, new GuardEnd { All = true }, "tcp:22");

    private static readonly World Start = World.Load(0, 0,
    [
        .. Enumerable.Range(1, Bindings).SelectMany(i => new Change[]
        {
            new Change.PutGroup(Group($"sg-{i:d8}", ["10.0.0.0/8", $"192.0.2.{i % 250}"])),
            new Change.PutInterface(Interface($"eni-{i:d8}", "h1", Vpc, [$"10.0.{i >> 8}.{i & 255}"], $"sg-{i:d8}")),
        }),
        new Change.PutGuard(Guard),
    ]);

    [Fact]
    public void The_first_change_after_a_start_costs_no_look_at_the_whole_world()
    {
        // Whatever is made once in a process.
        _ = Cost(new GuardAdmission(Start));
        Assert.InRange(Cost(new GuardAdmission(Start)), 1, 200_000);
    }

    [Fact]
    public void A_check_that_nobody_waits_for_any_more_ends()
    {
        var check = new GuardCheck(Start);
        Assert.Throws<OperationCanceledException>(() => check.Find(Guard, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_was_worked_out_for_a_guard_goes_with_it()
    {
        var (view, reading) = Deleted();
        Collect();
        Assert.False(reading.IsAlive);
        GC.KeepAlive(view);
    }

    [Fact]
    public void What_a_step_gained_is_not_kept()
    {
        var reading = GuardReading.Of(Guard, Start);
        var gain = Ask(reading);
        Collect();
        Assert.False(gain.IsAlive);
        GC.KeepAlive(reading);
    }

    private static long Cost(GuardAdmission admission)
    {
        var revision = new Revision(1, default, new Origin("", "", "", ""), [new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8"]))]);
        var next = Start.Apply(revision);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(admission.Try(next, revision).Broken);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GuardView View, WeakReference Reading) Deleted()
    {
        var view = new GuardView(Start);
        var reading = view.Read(Guard);
        Assert.NotEmpty(view.Exposed(reading));
        var revision = new Revision(1, default, new Origin("", "", "", ""), [new Change.DeleteGuard(Guard.Id)]);
        return (view.Follow(WorldDelta.Between(Start, Start.Apply(revision), [revision])), new WeakReference(reading));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Ask(GuardReading reading)
    {
        var gain = PacketSet.Of(AddressRanges.Of(IpPrefix.Parse("192.0.2.0/24")), Guard.ServiceSet);
        Assert.False(reading.FromUnknownMore(gain).IsEmpty);
        return new WeakReference(gain);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
