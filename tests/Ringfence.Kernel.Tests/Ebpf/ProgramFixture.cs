using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>The program with small maps and one guest interface on the loopback device's index, for test runs. Nothing is attached.</summary>
public class ProgramFixture : IDisposable
{
    private readonly RuleNumbers _rules;
    private readonly AddressHash _hash;
    private readonly List<PolicyTables> _policies = [];
    private HostImage _image = HostImage.Closed(16);
    private uint _generation = 1;

    public ProgramFixture()
        : this(new EbpfSizes { FlowSlots = 1 << 14, ArenaBytes = 1 << 25, FragmentSlots = 1 << 12, Interfaces = 16, Rules = 1 << 12 })
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

    /// <summary>Enforces rules at the interface with a new generation.</summary>
    public void Enforce(InterfacePolicy of, IReadOnlyList<SecurityRule> ingress, IReadOnlyList<SecurityRule> egress, IReadOnlySet<IpAddress> members)
    {
        var (prefixes, hosts, samples) = TinyCompiler.Classify(ingress.Concat(egress), members);
        var old = (Classifier, Policies: _policies.ToArray(), Record: (uint)(_image[1] >> 32), Image: _image.Block);
        var classifier = new ClassifierTables(Arena, _hash);
        classifier.WriteHosts(hosts);
        classifier.WritePrefixes(prefixes);
        _policies.Clear();
        foreach (var rules in new[] { ingress, egress })
            _policies.Add(PolicyTables.Write(Arena, TinyCompiler.Compile(rules, members, prefixes, samples), _rules));
        uint record = EnforcementRecord.Write(Arena, of, hasLinkHeader: true, classifier.Offset, _policies[0].Table, _policies[1].Table);
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
    }

    /// <summary>True: passed on. False: dropped.</summary>
    public bool Run(ReadOnlySpan<byte> frame, Direction direction, SocketBufferContext? context = null)
    {
        int result = (direction == Direction.Ingress ? Program.ToInstance : Program.FromInstance).TestRun(frame, context).Result;
        Assert.True(result is -1 or 2, $"The program returned {result}.");
        return result == -1;
    }

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
    new EbpfSizes { FlowSlots = 1 << 18, ArenaBytes = 1 << 25, FragmentSlots = 1 << 17, Interfaces = 16, Rules = 1 << 12 });
