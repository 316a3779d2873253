using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Guards;

/// <summary>Who may register instances does not thereby make an address of the Internet an inside one: the real host with it sends whatever it likes.</summary>
public sealed class FakeInstanceTests
{
    private const string Db = "sg-00000001", Silent = "sg-00000002", Bastion = "sg-00000003";

    private static readonly GuardEnd Nobody = GuardEnd.Nobody, Bastions = new() { SecurityGroupIds = [Bastion] };

    public static TheoryData<GuardEnd, GuardEnd, string> Guards => new()
    {
        { new GuardEnd { All = true }, Nobody, Silent },
        { new GuardEnd { Outside = true }, Nobody, Silent },
        { new GuardEnd { CidrBlocks = ["0.0.0.0/0"] }, Nobody, Silent },
        { new GuardEnd { All = true }, Bastions, Bastion },
        { new GuardEnd { Outside = true }, Bastions, Bastion },
        { new GuardEnd { Outside = true, SecurityGroupIds = [Silent] }, Bastions, Silent },
    };

    [Theory]
    [MemberData(nameof(Guards))]
    public void A_public_address_is_outside_whoever_is_registered_with_it(GuardEnd from, GuardEnd except, string group)
    {
        var (admission, world) = Start(from, except);
        Assert.Empty(Step(admission, ref world, Registered("eni-00000009", "8.8.8.8", group)).Refusals(forced: false));
        var witness = Assert.Single(Step(admission, ref world, new Change.PutGroup(Group(Db, ["8.8.8.8"]))).Broken);
        Assert.Equal((IpAddress.Parse("8.8.8.8"), null, "eni-00000001"), (witness.Source, witness.Sender, witness.Receiver.Id));
    }

    [Theory]
    [MemberData(nameof(Guards))]
    public void Nor_is_it_inside_for_a_rule_that_names_its_group(GuardEnd from, GuardEnd except, string group)
    {
        var (admission, world) = Start(from, except);
        Assert.Empty(Step(admission, ref world, Registered("eni-00000009", "10.9.9.9", group)).Broken);
        Assert.Empty(Step(admission, ref world, new Change.PutGroup(Group(Db, [Silent, Bastion]))).Broken);
        Assert.Equal(IpAddress.Parse("8.8.8.8"), Assert.Single(Step(admission, ref world, Registered("eni-00000009", "8.8.8.8", group)).Broken).Source);
    }

    [Fact]
    public void Nor_for_the_one_that_is_protected_itself()
    {
        var (admission, world) = Start(new GuardEnd { Outside = true }, Nobody);
        var protectedOne = new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1", "8.8.8.8"], Db));
        Assert.Empty(Step(admission, ref world, protectedOne).Broken);
        Assert.Single(Step(admission, ref world, new Change.PutGroup(Group(Db, ["8.8.8.8"]))).Broken);
    }

    [Fact]
    public void An_admin_may_trust_addresses_by_name_and_a_private_one_is_its_holders()
    {
        var (admission, world) = Start(new GuardEnd { Outside = true }, new GuardEnd { CidrBlocks = ["8.8.8.0/24"] });
        Assert.Empty(Step(admission, ref world, Registered("eni-00000009", "8.8.8.8", Silent)).Broken);
        Assert.Empty(Step(admission, ref world, Registered("eni-00000008", "10.9.9.9", Silent)).Broken);
        Assert.Empty(Step(admission, ref world, new Change.PutGroup(Group(Db, ["8.8.8.8", "10.9.9.9"]))).Broken);
    }

    private static (GuardAdmission Admission, World World) Start(GuardEnd from, GuardEnd except)
    {
        var world = World.Load(0, 0,
        [
            new Change.PutGroup(Group(Db, [])), new Change.PutGroup(Group(Silent, [])), new Change.PutGroup(Group(Bastion, [])), Registered("eni-00000001", "10.0.0.1", Db),
            new Change.PutGuard(GuardWorlds.Of(from, except, new GuardEnd { SecurityGroupIds = [Db] }, "ALL")),
        ]);
        return (new GuardAdmission(world), world);
    }

    private static Change Registered(string id, string address, string group) => new Change.PutInterface(Interface(id, "h1", Vpc, [address], group));

    private static GuardAttempt Step(GuardAdmission admission, ref World world, Change change)
    {
        var revision = new Revision(world.Revision + 1, default, new Origin("", "", "", ""), [change]);
        world = world.Apply(revision);
        var attempt = admission.Try(world, revision);
        admission.Enter(attempt);
        return attempt;
    }
}
