using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>What is said before a commit of the kernel's memory is true: random hosts take no more than that, and what is within the limits is enforced.</summary>
public sealed class AdmissionTests(ITestOutputHelper output) : GuestBench
{
    private const uint ArenaBytes = 1 << 23;

    /// <summary>The same part of the arena as by default.</summary>
    private static readonly CompilationLimits Limits = new() { MaxTableBytes = ArenaBytes / 32 * 14 };

    private static readonly EbpfOptions Small = Options with { Sizes = Options.Sizes with { ArenaBytes = ArenaBytes, Rules = 1 << 14 } };

    private readonly Random _random = new(Random.Shared.Next());

    [Fact]
    public void Tables_take_no_more_than_was_said()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Small));
        var arena = new Arena(driver.Program.Arena, ArenaBytes);
        long before = arena.UsedBytes, fullest = 0;
        for (int i = 0; i < 40; i++)
        {
            var policy = RandomHost(i);
            if (HostCompiler.Compile(policy, Limits) is not Compiled { Tables: var tables })
                continue;
            var plan = new PlanBuilder().Build(tables, policy.Interfaces.Values, null);
            Assert.Empty(_router.Run(() => driver.Apply(plan, AddressMoves.None)));
            Settle(driver);
            // The image is not policy: it is as long as there are indexes.
            long image = Arena.Line + ((8 + (8 * Small.Sizes.Interfaces) + Arena.Line - 1) / Arena.Line * Arena.Line), used = arena.UsedBytes - before - image;
            Assert.True(used <= tables.Bytes, $"{Describe(policy)} take {used} bytes, said were {tables.Bytes}.");
            fullest = Math.Max(fullest, used * 100 / tables.Bytes);
        }

        output.WriteLine($"At the most {fullest} % of what was said was taken.");
        Assert.InRange(fullest, 50, 100);
    }

    [Fact]
    public async Task What_is_within_the_limits_is_always_enforced()
    {
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Small);
        HostPolicy policy = HostPolicy.Empty;
        int applied = 0, refused = 0;
        for (int i = 0; i < 80; i++)
        {
            var next = _random.Next(3) switch
            {
                0 => RandomHost(i),
                _ => policy with { Revision = i, Sets = policy.Sets.ToImmutableDictionary(set => set.Key, set => OtherMembers(set.Value)) },
            };
            if (HostCompiler.Compile(next, Limits) is not Compiled)
            {
                refused++;
                continue;
            }

            try
            {
                Assert.Empty((await datapath.ApplyAsync(policy = next)).InterfaceErrors);
                applied++;
            }
            catch (ArenaFullException full)
            {
                Assert.Fail($"Step {i}, after {applied}: {Describe(next)}: {full.Message}");
            }
        }

        output.WriteLine($"{applied} applied, {refused} refused");
        Assert.True(applied > 20);
        await datapath.ReleaseAsync();
    }

    private static string Describe(HostPolicy policy) =>
        $"{policy.Interfaces.Count} interfaces, {policy.Lists.Values.Sum(list => list.Rules.Length)} rules, sets of {string.Join(" and ", policy.Sets.Values.Select(set => set.Addresses.Count))}";

    private HostPolicy RandomHost(long revision)
    {
        var sets = Enumerable.Range(0, 3).Select(number => AddressSet.Create($"s{number}", Members(Scattered(60_000)))).ToImmutableDictionary(set => set.Id);
        long id = 0;
        var lists = Enumerable.Range(0, _random.Next(1, 5))
            .Select(number => new RuleList($"l{number}", Direction.Ingress, [.. Enumerable.Range(0, Scattered(400)).Select(_ => Rule(++id))])).ToImmutableDictionary(list => list.Id);
        return HostPolicy.Empty with
        {
            Revision = revision,
            Sets = sets,
            Lists = lists,
            Interfaces = Enumerable.Range(0, _random.Next(1, 14)).Select(number => Interface(number, lists)).ToImmutableDictionary(one => one.InterfaceId),
        };
    }

    private AddressSet OtherMembers(AddressSet set)
    {
        int left = _random.Next(3) == 0 ? Scattered(set.Addresses.Count + 1) : set.Addresses.Count;
        foreach (var gone in set.Addresses.Take(set.Addresses.Count - left))
            set = set.Remove(gone);
        foreach (var member in Members(Scattered(_random.Next(2) == 0 ? 50 : 20_000)))
            set = set.Add(member);
        return set;
    }

    private InterfacePolicy Interface(int number, ImmutableDictionary<string, RuleList> lists) => new()
    {
        InterfaceId = $"eni-{number}",
        Device = $"none{number}",
        Role = InterfaceRole.Guest,
        Addresses = [.. Members(_random.Next(1, 6))],
        SourceCheck = _random.Next(5) != 0,
        IngressLists = [.. lists.Keys.Where(_ => _random.Next(2) == 0)],
        EgressLists = [.. lists.Keys.Where(_ => _random.Next(4) == 0)],
    };

    private HostRule Rule(long id)
    {
        var service = _random.Next(3) == 0
            ? Service.Any
            : new LiteralService(_random.Next(2) == 0 ? IpProtocol.Tcp : IpProtocol.Udp, PortSet.Of(new PortRange((ushort)_random.Next(20), (ushort)_random.Next(20, 60))));
        if (_random.Next(4) == 0)
            return new HostRule(new RuleId(id), null, $"s{_random.Next(3)}", service, RuleAction.Accept);
        var address = Members(1).Single();
        return new HostRule(new RuleId(id), new IpPrefix(address, _random.Next(address.Family.Bits() + 1)), null, service, _random.Next(2) == 0 ? RuleAction.Accept : RuleAction.Drop);
    }

    private List<IpAddress> Members(int count)
    {
        bool v6 = _random.Next(2) == 0;
        return [.. Enumerable.Range(0, count).Select(_ => v6 ? IpAddress.V6(((UInt128)0x20010db8 << 96) + (UInt128)_random.NextInt64()) : IpAddress.V4((uint)_random.NextInt64(1, uint.MaxValue)))];
    }

    /// <summary>Small numbers as often as large ones.</summary>
    private int Scattered(int below) => (int)Math.Pow(below, _random.NextDouble());
}
