using CsCheck;
using Ringfence.Control.Admission;
using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Compilation;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Admission;

public sealed class HostAdmissionTests
{
    private static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    /// <summary>About where random worlds are: some changes fit, some do not, and hosts are told by sums or by tables.</summary>
    private static readonly Gen<CompilationLimits> Limits = Gen.Select(Gen.Int[2, 12], Gen.Int[1, 6], Gen.Int[1, 40], Gen.Int[1, 4], (classes, rules, cells, interfaces) =>
        new CompilationLimits { MaxClasses = classes, MaxRules = rules, MaxMatrixCells = cells, MaxInterfaces = interfaces, MaxHostRules = 2 * rules });

    [Fact]
    public void A_change_is_refused_exactly_when_a_host_would_not_compile_and_what_comes_out_is_what_a_full_build_makes()
    {
        int refused = 0, accepted = 0;
        Sampling.Until(() => refused > 500 && accepted > 500, () => $"{refused} refused, {accepted} accepted", () => Gen.Select(GenChanges.Commits, Limits).Sample((commits, limits) =>
        {
            var admission = new HostAdmission(World.Empty, limits);
            var world = World.Empty;
            foreach (var changes in commits.SelectMany(commit => commit).Where(changes => changes.Length > 0))
            {
                var next = After(world, changes, out var revision);
                var refusals = admission.TryAdvance(next, revision, Scope);
                Assert.Equal(Compiles(next, limits), refusals.IsEmpty);
                Assert.All(refusals, refusal => Assert.Equal(RefusalKind.HostCapacity, refusal.Kind));
                world = refusals.IsEmpty ? next : world;
                Interlocked.Increment(ref refusals.IsEmpty ? ref accepted : ref refused);
                AssertAt(world, admission);
            }
        }, iter: 400));
    }

    [Fact]
    public void What_was_not_committed_is_as_if_it_had_not_been_tried() => Gen.Select(GenChanges.Commits, Gen.Bool.Array[25]).Sample((commits, committed) =>
    {
        var admission = new HostAdmission(World.Empty, CompilationLimits.Default);
        var settled = World.Empty;
        for (int i = 0; i < commits.Length; i++)
        {
            var world = settled;
            foreach (var changes in commits[i])
            {
                world = After(world, changes, out var revision);
                Assert.Empty(admission.TryAdvance(world, revision, Scope));
            }

            if (committed[i])
            {
                admission.Settle();
                settled = world;
            }
            else
            {
                admission.Return();
            }

            AssertAt(settled, admission);
        }
    }, iter: 300);

    [Fact]
    public void A_host_that_is_too_full_already_may_stay_so_or_shrink_but_not_grow_and_holds_up_nobody_else()
    {
        var history = new Distribution.History();
        history.Commit(
            new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"])),
            new Change.PutGroup(Group("sg-00000002", ["10.0.0.0/8"])),
            new Change.PutInterface(Interface("eni-00000001", "full", Vpc, ["10.0.0.1"], "sg-00000001")),
            new Change.PutInterface(Interface("eni-00000002", "other", Vpc, ["10.0.0.2"], "sg-00000002")));
        var admission = new HostAdmission(history.World, new CompilationLimits { MaxPrefixes = 2 });

        Assert.Empty(Try(new Change.PutGroup(Group("sg-00000002", ["10.0.0.0/8", "11.0.0.0/8"]))));
        Assert.Empty(Try(new Change.PutInterface(Interface("eni-00000003", "full", Vpc, ["10.0.0.3"], "sg-00000001"))));
        string message = Assert.Single(Try(new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8", "13.0.0.0/8"])))).Message;
        Assert.Equal("host 'full' would need 4 different prefixes, 2 more than the 2 that fit.", message);
        Assert.Empty(Try(new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8", "11.0.0.0/8", "14.0.0.0/8"]))));
        Assert.Empty(Try(new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8"]))));
        Assert.NotEmpty(Try(new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"]))));

        System.Collections.Immutable.ImmutableArray<Refusal> Try(Change change)
        {
            var next = After(history.World, [change], out var revision);
            var refusals = admission.TryAdvance(next, revision, Scope);
            if (refusals.IsEmpty)
                history.Commit(change);
            return refusals;
        }
    }

    [Fact]
    public void A_refusal_names_the_interface_by_which_it_is_met_but_never_one_of_another_account()
    {
        var admission = new HostAdmission(World.Empty, new CompilationLimits { MaxRules = 1 });
        var next = After(
            World.Empty,
            [new Change.PutGroup(Group("sg-00000001", [], ["10.0.0.0/8", "11.0.0.0/8"])), new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1"], "sg-00000001"))],
            out var revision);
        Assert.Equal(
            "the egress rules of eni-00000001 on host 'h1' would need 2 rules, 1 more than the 1 that fit.",
            Assert.Single(admission.TryAdvance(next, revision, Scope)).Message);
        Assert.StartsWith("a network interface on host 'h1' ", Assert.Single(admission.TryAdvance(next, revision, Scope with { Account = "2" })).Message, StringComparison.Ordinal);
    }

    private static World After(World world, Change[] changes, out Revision revision)
    {
        revision = new Revision(world.Revision + 1, default, new Origin("", "", "", ""), [.. changes]);
        return world.Apply(revision);
    }

    private static bool Compiles(World world, CompilationLimits limits)
    {
        var builder = new Control.Distribution.HostPolicyBuilder(world);
        return world.InterfacesByHost.Keys.All(host => HostCompiler.Compile(builder.Add(host), limits) is Compiled);
    }

    private static void AssertAt(World world, HostAdmission admission)
    {
        Assert.Equal(world.InterfacesByHost.Keys.Order(), admission.Policies.Keys.Order());
        foreach (var (host, policy) in admission.Policies)
            Assert.Equal(FullBuild.Of(world, host), HostPolicyText.Of(policy));
    }
}
