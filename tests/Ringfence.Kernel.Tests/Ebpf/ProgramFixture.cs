using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>The program with small maps and one guest interface on the loopback device's index, for test runs. Nothing is attached.</summary>
public class ProgramFixture : IDisposable
{
    private readonly RuleNumbers _rules;
    private readonly AddressHash _hash;
    private readonly List<PolicyTables> _policies = [];
    private readonly Dictionary<uint, long> _hits = [];
    private HostImage _image = HostImage.Closed(16);
    private uint _generation = 1;

    /// <summary>Longer than any test.</summary>
    private static FlowAges LongAges { get; } = Every(TimeSpan.FromDays(1));

    public ProgramFixture()
        : this(new EbpfSizes { FlowSlots = 1 << 14, InterfaceFlows = 1 << 14, ArenaBytes = 1 << 25, FragmentSlots = 1 << 12, Interfaces = 16, Rules = 1 << 12 })
    {
    }

    protected ProgramFixture(EbpfSizes sizes)
    {
        Program = EbpfProgram.Load(sizes);
        HostSettings.Write(ref Program.Host, new EbpfOptions());
        Arena = new Arena(Program.Arena, Program.Sizes.ArenaBytes);
        _rules = new RuleNumbers(new RuleNumberMap(Program));
        _hash = new AddressHash(Program.Host.Secret[10], Program.Host.Secret[11]);
    }

    public EbpfProgram Program { get; }

    internal Arena Arena { get; }

    internal ClassifierTables? Classifier { get; private set; }

    public const ulong Mac = 0x02_00_00_00_00_01;

    /// <summary>Sets what passes without a rule: link essentials, and a machine's failsafe ports.</summary>
    internal void Allow(LinkEssentials essentials, IEnumerable<ushort> failsafe) =>
        HostSettings.Write(ref Program.Host, EbpfChoices.From(new EnforcementOptions { Essentials = essentials, FailsafeTcpPorts = [.. failsafe], FlowAges = LongAges }, new EbpfOptions()));

    /// <summary>Enforces rules at the interface with a new generation, compiled as plainly as can be.</summary>
    public void Enforce(
        InterfacePolicy of, IReadOnlyList<SecurityRule> ingress, IReadOnlyList<SecurityRule> egress, IReadOnlySet<IpAddress> members, bool hasLinkHeader = true)
    {
        var (prefixes, hosts, samples) = TinyCompiler.Classify(ingress.Concat(egress), members);
        var images = new[] { ingress, egress }.Select(rules => TinyCompiler.Compile(rules, members, prefixes, samples)).ToArray();
        Enforce(new AddressImage(hosts, prefixes), new InterfaceImage(of, images[0], images[1]), hasLinkHeader);
    }

    /// <summary>Enforces compiled policies at the interface with a new generation.</summary>
    internal void Enforce(AddressImage addresses, InterfaceImage image, bool hasLinkHeader)
    {
        var old = (Classifier, Policies: _policies.ToArray(), Record: (uint)(_image[1] >> 32), Image: _image.Block);
        var classifier = new ClassifierTables(Arena, _hash);
        classifier.WriteHosts(addresses.Hosts);
        classifier.WritePrefixes(addresses.Prefixes);
        _policies.Clear();
        foreach (var policy in new[] { image.Ingress, image.Egress })
            _policies.Add(PolicyTables.Write(Arena, policy, _rules));
        uint record = EnforcementRecord.Write(Arena, image.Interface, hasLinkHeader, classifier.Offset, _policies[0].Table, _policies[1].Table);
        Program.Interfaces[1].Ifindex = 1;
        _image = _image.Copy();
        _image[1] = KernelImage.Word(_generation++, record);
        _image.Write(Arena);
        Volatile.Write(ref Program.Host.Root, (uint)Program.Host.Root | ((ulong)_image.Block << 32));
        Classifier = classifier;
        old.Classifier?.Retire();
        foreach (var policy in old.Policies)
            policy.Retire(_rules);
        Arena.Retire(old.Record);
        Arena.Retire(old.Image);
        _hits.Clear();
        foreach (var (_, number) in _rules.Held)
            _hits[number] = Program.Hits[number].Flows;
    }

    /// <summary>How often each rule in force has decided since it is.</summary>
    internal IEnumerable<(RuleId Rule, long Hits)> HitsSinceEnforced() =>
        _rules.Held.Select(held => (held.Rule, Program.Hits[held.Number].Flows - _hits[held.Number]));

    /// <summary>True: passed on. False: dropped.</summary>
    public bool Run(ReadOnlySpan<byte> frame, Direction direction, SocketBufferContext? context = null)
    {
        int result = (direction == Direction.Ingress ? Program.ToInstance : Program.FromInstance).TestRun(frame, context).Result;
        Assert.True(result is -1 or 2, $"The program returned {result}.");
        return result == -1;
    }

    private static FlowAges Every(TimeSpan age) => new()
    {
        TcpHalfOpen = age,
        TcpAnswered = age,
        TcpEstablished = age,
        TcpClosing = age,
        TcpClosed = age,
        TcpReset = age,
        UdpUnanswered = age,
        UdpAnswered = age,
        UdpStream = age,
        Icmp = age,
        OtherUnanswered = age,
        OtherAnswered = age,
        Fragments = age,
        EvictAfter = age,
    };

    public long Count(EbpfReason reason) => EbpfCounters.Reasons(Program).GetValueOrDefault(reason).Packets;

    public void ForgetFlows()
    {
        foreach (var memory in new[] { Program.Flows, Program.Overflow, Program.Fragments })
            memory.At<byte>(0, (int)memory.Length).Clear();
    }

    public void Dispose()
    {
        Program.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>With room for every flow and datagram that a long random run makes.</summary>
public sealed class RoomyProgramFixture() : ProgramFixture(
    new EbpfSizes { FlowSlots = 1 << 18, InterfaceFlows = 1 << 18, ArenaBytes = 1 << 25, FragmentSlots = 1 << 17, Interfaces = 16, Rules = 1 << 12 });

/// <summary>With a table so small that many flows find their homes taken.</summary>
public sealed class CrowdedProgramFixture() : ProgramFixture(
    new EbpfSizes { FlowSlots = 1 << 12, InterfaceFlows = 1 << 12, ArenaBytes = 1 << 25, FragmentSlots = 1 << 12, Interfaces = 16, Rules = 1 << 12 });

/// <summary>With a table of which an interface gets a quarter.</summary>
public sealed class SharedProgramFixture() : ProgramFixture(
    new EbpfSizes { FlowSlots = 1 << 12, InterfaceFlows = 1 << 10, ArenaBytes = 1 << 25, FragmentSlots = 1 << 12, Interfaces = 16, Rules = 1 << 12 });
