using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>
/// Random interfaces, policies and packets. Each packet is run through the program and judged by the reference; each new flow by the evaluator and by the compiled table in C#; after
/// each policy the hits that the program counted for each rule are those that the evaluator named. The same seed gives the same campaign.
/// </summary>
/// <param name="fixture">With room for <see cref="MostFlows"/> and <see cref="MostDatagrams"/>.</param>
/// <param name="seed">Where chance begins.</param>
/// <param name="mutated">How many packets of a hundred are mutated.</param>
internal sealed class PacketCampaign(RoomyProgramFixture fixture, int seed, int mutated)
{
    private const int PacketsPerPolicy = 2000, MostFlows = 40_000, MostDatagrams = 4_000;

    private readonly Random _random = new(seed);
    private readonly Dictionary<RuleId, long> _hits = [];
    private readonly PlanBuilder _builder = new();
    private HostTables? _tables;
    private long _revision;

    public long Packets { get; private set; }

    public long Mutated { get; private set; }

    public long Passed { get; private set; }

    /// <summary>Goes on, policy by policy, until the condition holds.</summary>
    public void RunUntil(Func<PacketCampaign, bool> done)
    {
        var policies = new RandomPolicies(_random, ProgramFixture.Mac);
        (FramePool Pool, RandomFrames Frames)[] sources =
            [.. new[] { FramePool.Link, FramePool.Link, FramePool.Bare }.Select(pool => (pool, new RandomFrames(_random, pool, ProgramFixture.Mac, mutated)))];
        ReferenceDatapath? model = null;
        fixture.ForgetFlows();
        while (!done(this))
        {
            var (pool, frames) = sources[_random.Next(sources.Length)];
            var policy = policies.Next(pool);
            Enforce(policy);
            var judge = Evaluator(policy);
            model ??= new ReferenceDatapath { Policy = judge, Interface = policy.Interface };
            (model.Policy, model.Interface) = (judge, policy.Interface);
            model.Generation++;
            for (int i = 0; i < PacketsPerPolicy; i++)
                Run(frames.Next(), model);
            CompareHits();
            if (model.Flows > MostFlows || model.Datagrams > MostDatagrams)
            {
                model.Forget();
                fixture.ForgetFlows();
            }
        }
    }

    private void Run(RandomFrame frame, ReferenceDatapath model)
    {
        if (model.IsImpossible(frame))
            return;
        var direction = frame.Outward ? Direction.Egress : Direction.Ingress;
        var context = frame is { CameInBy: 0, Segments: 0 } ? (SocketBufferContext?)null : new SocketBufferContext { IngressIfindex = frame.CameInBy, GsoSegments = frame.Segments };
        bool expected = model.Passes(frame), actual = fixture.Run(frame.Bytes, direction, context);
        Packets++;
        Mutated += frame.IsMutated ? 1 : 0;
        Passed += actual ? 1 : 0;
        if (expected == actual)
            return;
        Assert.Fail(
            $"""
            RINGFENCE_FUZZ_SEED={seed}, policy {_revision}, packet {Packets}, {direction}: expected {expected}, was {actual}.
            Refused for want of room: {fixture.Count(EbpfReason.FlowTableFull)} flows, {fixture.Count(EbpfReason.FragmentTableFull)} fragments.
            {model.Interface}
            {ReferencePacket.Read(frame.Bytes, model.Interface.HasLinkHeader, frame.Segments != 0)}
            {frame} {Convert.ToHexString(frame.Bytes)}
            """);
    }

    /// <summary>By the plain compiler, by the real one from nothing, or by the real one from what it had before.</summary>
    private void Enforce(RandomPolicy policy)
    {
        fixture.Allow(policy.Interface.Allowed, policy.Interface.Failsafe);
        var distributed = policy.Distributed(++_revision);
        var result = _tables is { } before && _random.Next(2) == 0 ? HostCompiler.Update(before, distributed) : HostCompiler.Compile(distributed);
        _tables = Assert.IsType<Compiled>(result).Tables;
        if (_random.Next(3) == 0)
        {
            fixture.Enforce(policy.Subject, policy.Ingress, policy.Egress, policy.Members, policy.Interface.HasLinkHeader);
        }
        else
        {
            var plan = _builder.Build(_tables, [policy.Subject], null);
            fixture.Enforce(plan.Addresses, plan.Interfaces[policy.Subject.InterfaceId], policy.Interface.HasLinkHeader);
        }

        _hits.Clear();
    }

    private Func<Direction, IpAddress, byte, ushort, bool, bool> Evaluator(RandomPolicy policy)
    {
        var tables = _tables!;
        return (direction, far, protocol, port, opens) =>
        {
            var verdict = PolicyEvaluator.Evaluate(policy.Groups, direction, far, new IpProtocol(protocol), port, "vpc-1", policy, policy);
            var compiled = tables.Evaluate("eni-1", direction, far, new IpProtocol(protocol), port);
            var rule = tables.Interfaces["eni-1"].Policy(direction).RuleIds[compiled.RuleIndex];
            Assert.True(
                (verdict.IsAccepted, verdict.RuleId) == (compiled.IsAccepted, rule),
                $"RINGFENCE_FUZZ_SEED={seed}, policy {_revision}, {direction} {far} {protocol} {port}: the evaluator says {verdict}, the compiled table {compiled.Action} by {rule}.");
            if (opens)
                _hits[rule] = _hits.GetValueOrDefault(rule) + 1;
            return verdict.IsAccepted;
        };
    }

    private void CompareHits()
    {
        foreach (var (rule, counted) in fixture.HitsSinceEnforced())
            Assert.True(counted == _hits.GetValueOrDefault(rule), $"RINGFENCE_FUZZ_SEED={seed}, policy {_revision}: rule {rule} has {counted} hits, the evaluator named it {_hits.GetValueOrDefault(rule)} times.");
    }
}
