using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Guards;

/// <summary>Nobody may empty a guard instead of changing it: nothing from anywhere but the bastions and partners reaches what is tagged as a database.</summary>
public sealed class GuardLossTests
{
    private const string Db = "sg-00000001", Bastion = "sg-00000002", Other = "sg-00000003", Partners = "ipm-00000001";

    private static readonly Tag Tag = new("role", "db");

    private static readonly World Start = World.Load(0, 0,
    [
        new Change.PutGroup(Group(Db, []) with { Tags = [Tag] }), new Change.PutGroup(Group(Bastion, [])), new Change.PutGroup(Group(Other, [])), new Change.PutTemplate(Template(Partners, "192.0.2.1")),
        One(1, "10.0.0.1", Db), One(2, "10.0.0.2", Bastion), One(3, "10.0.0.3", Other),
        new Change.PutGuard(GuardWorlds.Of(new GuardEnd { All = true }, new GuardEnd { SecurityGroupIds = [Bastion], AddressTemplateIds = [Partners] }, new GuardEnd { Tags = [Tag] }, "ALL")),
    ]);

    public static TheoryData<string, Change> Losses => new()
    {
        { "eni-00000001 of ins-00000001 would not be protected any more", new Change.PutGroup(Group(Db, [])) },
        { "eni-00000001 of ins-00000001 would not be protected any more", One(1, "10.0.0.1", Other) },
        { "Except would mean more addresses", new Change.PutTemplate(Template(Partners, "192.0.2.1", "198.51.100.0/24")) },
        { "eni-00000003 of ins-00000003 would be excepted", One(3, "10.0.0.3", Bastion) },
        { "eni-00000004 of ins-00000004 would be excepted", One(4, "10.0.0.4", Bastion) },
        { "eni-00000002 of ins-00000002 would be excepted", One(2, "10.0.0.9", Bastion) },
        { "eni-00000003 of ins-00000003 would send with whatever addresses it likes, its source check being off", Unchecked(3, "10.0.0.3", Other) },
        { "eni-00000004 of ins-00000004 would send with whatever addresses it likes, its source check being off", Unchecked(4, "10.0.0.4", Other) },
    };

    public static TheoryData<Change> Harmless => new(
        One(3, "10.0.0.3", Db),
        One(2, "10.0.0.2", Other),
        One(4, "10.0.0.4", Other),
        One(4, "8.8.8.8", Bastion),
        new Change.DeleteInterface("eni-00000001"),
        new Change.PutTemplate(Template(Partners)),
        new Change.PutGroup(Group(Other, []) with { Tags = [Tag] }),
        new Change.PutGroup(Group(Db, ["192.0.2.1"]) with { Tags = [Tag] }));

    [Theory]
    [MemberData(nameof(Losses))]
    public void What_makes_a_guard_protect_less_is_refused_and_on_the_record_when_forced(string what, Change change)
    {
        var attempt = Try(new GuardAdmission(Start), Start, change).Attempt;
        Assert.Empty(attempt.Broken);
        Assert.Contains($"would protect less: {what}. An admin can go past it", Assert.Single(attempt.Refusals(forced: false)).Message, StringComparison.Ordinal);
        Assert.Empty(attempt.Refusals(forced: true));
        Assert.EndsWith($"would protect less: {what}.", Assert.Single(attempt.Overridden), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void What_leaves_it_as_strong_or_makes_it_stronger_is_not(Change change) => Assert.Empty(Try(new GuardAdmission(Start), Start, change).Attempt.Refusals(forced: false));

    [Theory]
    [InlineData("10.0.0.1", "tap0004")]
    [InlineData("10.0.0.9", "tap0001")]
    public void One_that_takes_the_place_of_another_in_the_same_change_is_that_one(string address, string device)
    {
        var anew = ((Change.PutInterface)One(4, address, Other)).Interface with { Device = device };
        var attempt = Try(new GuardAdmission(Start), Start, new Change.DeleteInterface("eni-00000001"), new Change.PutInterface(anew)).Attempt;
        Assert.Contains("eni-00000004 of ins-00000004 would not be protected any more", Assert.Single(attempt.Refusals(forced: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sources_of_a_guard_do_not_get_fewer_either()
    {
        var (admission, world) = (new GuardAdmission(Start), Start);
        var guard = GuardWorlds.Of(new GuardEnd { AddressTemplateIds = [Partners], SecurityGroupIds = [Other] }, GuardEnd.Nobody, new GuardEnd { All = true }, "ALL");
        (var declared, world) = Try(admission, world, new Change.PutGuard(guard));
        admission.Enter(declared);
        Assert.Contains("From would mean fewer addresses", Assert.Single(Try(admission, world, new Change.PutTemplate(Template(Partners))).Attempt.Refusals(forced: false)).Message, StringComparison.Ordinal);
        Assert.Contains("would not be kept away any more", Assert.Single(Try(admission, world, One(3, "10.0.0.3", Db)).Attempt.Refusals(forced: false)).Message, StringComparison.Ordinal);
    }

    private static Change One(int number, string address, string group) => new Change.PutInterface(Interface($"eni-0000000{number}", "h1", Vpc, [address], group));

    private static Change Unchecked(int number, string address, string group) => new Change.PutInterface(((Change.PutInterface)One(number, address, group)).Interface with { SourceCheck = false });

    private static (GuardAttempt Attempt, World Next) Try(GuardAdmission admission, World world, params Change[] changes)
    {
        var revision = new Revision(world.Revision + 1, default, new Origin("", "", "", ""), [.. changes]);
        var next = world.Apply(revision);
        return (admission.Try(next, revision), next);
    }
}
