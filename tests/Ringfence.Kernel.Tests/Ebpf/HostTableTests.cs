using System.Collections.Immutable;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>Members in the tables that the program reads, fuller than they ever are: everybody is found, also while others make room.</summary>
public sealed class HostTableTests(ProgramFixture fixture) : IClassFixture<ProgramFixture>
{
    private const int First = 64;

    private static readonly IpAddress Own4 = IpAddress.Parse("10.9.0.2"), Own6 = IpAddress.Parse("2001:db8:9::2");

    /// <summary>What a table for <see cref="First"/> members has room for.</summary>
    public static TheoryData<AddressFamily, int> Ways => new() { { AddressFamily.IPv4, 32 * 8 }, { AddressFamily.IPv6, 64 * 3 } };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_member_is_found_wherever_room_was_made_for_it_and_nobody_else(AddressFamily family, int ways)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Loading programs needs root.");
        int classId = Enforce(family);
        for (int number = First; number < ways * 2 / 3; number++)
            Assert.True(fixture.Classifier!.TryMove(new AddressMoves([(Member(family, number), classId)], [])), $"Member {number} of {ways} ways found no room.");
        for (int number = 0; number < ways; number++)
            Assert.Equal(number < ways * 2 / 3, IsRefused(family, number));

        // Half of them go again.
        Assert.True(fixture.Classifier!.TryMove(new AddressMoves([], [.. Enumerable.Range(0, ways / 3).Select(number => Member(family, number))])));
        for (int number = 0; number < ways; number++)
            Assert.Equal(number >= ways / 3 && number < ways * 2 / 3, IsRefused(family, number));
        Assert.True(fixture.Classifier!.TryMove(new AddressMoves([], [.. Enumerable.Range(0, ways).Select(number => Member(family, number))])));
        Assert.False(IsRefused(family, ways / 2));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Members_for_whom_there_is_no_room_leave_all_as_it_was(AddressFamily family, int ways)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Loading programs needs root.");
        int classId = Enforce(family);
        var tooMany = new AddressMoves([.. Enumerable.Range(First / 2, ways).Select(number => (Member(family, number), classId))], [Member(family, 0)]);
        Assert.False(fixture.Classifier!.TryMove(tooMany));
        for (int number = 0; number < ways; number++)
            Assert.Equal(number < First, IsRefused(family, number));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nobody_is_missed_while_others_make_room(AddressFamily family, int ways)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Loading programs needs root.");
        int classId = Enforce(family);
        using var done = new CancellationTokenSource();
        long packets = 0;
        // Packets of the first members are dropped as long as each is found: a packet that passes is one whose sender was missed.
        var reading = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                Assert.True(IsRefused(family, (int)(Interlocked.Increment(ref packets) % First)), $"Packet {packets} was from somebody who is a member all the time.");
        }, TestContext.Current.CancellationToken);
        var random = new Random(5);
        var joined = new List<int>();
        int next = First;
        while (Interlocked.Read(ref packets) < 20_000 && !reading.IsFaulted)
        {
            bool leaves = joined.Count > (ways / 2) - First && random.Next(2) == 0;
            if (leaves)
            {
                int at = random.Next(joined.Count);
                Assert.True(fixture.Classifier!.TryMove(new AddressMoves([], [Member(family, joined[at])])));
                joined.RemoveAt(at);
            }
            else if (fixture.Classifier!.TryMove(new AddressMoves([(Member(family, next), classId)], [])))
            {
                joined.Add(next++);
            }
        }

        await done.CancelAsync();
        await reading;
    }

    /// <summary>Enforces that the first members are refused and everybody else is let in; the members' class.</summary>
    private int Enforce(AddressFamily family)
    {
        fixture.ForgetFlows();
        var subject = new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "lo",
            Role = InterfaceRole.Guest,
            Addresses = [Own4, Own6],
            SourceCheck = true,
            IngressLists = ["l"],
            EgressLists = [],
        };
        var everybody = IpPrefix.Parse(family == AddressFamily.IPv4 ? "0.0.0.0/0" : "::/0");
        var policy = HostPolicy.Empty with
        {
            Revision = 1,
            Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add("eni-1", subject),
            Lists = ImmutableDictionary<string, RuleList>.Empty.Add("l", new RuleList("l", Direction.Ingress,
            [
                new HostRule(new RuleId(1), null, "s", Service.Any, RuleAction.Drop),
                new HostRule(new RuleId(2), everybody, null, Service.Any, RuleAction.Accept),
            ])),
            Sets = ImmutableDictionary<string, AddressSet>.Empty.Add("s", AddressSet.Create("s", Enumerable.Range(0, First).Select(number => Member(family, number)))),
        };
        var tables = Assert.IsType<Compiled>(HostCompiler.Compile(policy)).Tables;
        var plan = new PlanBuilder().Build(tables, [subject], null);
        fixture.Enforce(plan.Addresses, plan.Interfaces["eni-1"], hasLinkHeader: true);
        return tables.Classifier.Lookup(Member(family, 0));
    }

    private bool IsRefused(AddressFamily family, int number) =>
        !fixture.Run(Frames.Udp(Member(family, number), 4000, family == AddressFamily.IPv4 ? Own4 : Own6, 53), Direction.Ingress);

    private static IpAddress Member(AddressFamily family, int number) =>
        family == AddressFamily.IPv4 ? IpAddress.V4(0x0a000000 + (uint)number) : IpAddress.V6(IpAddress.Parse("2001:db8::").Value + (UInt128)number);
}
