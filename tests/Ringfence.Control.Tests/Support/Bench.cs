using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Support;

/// <summary>A world, and the writer's loop in its simplest form: decide, fold.</summary>
internal sealed class Bench
{
    public static readonly Scope Home = new("100000000001", "ap-guangzhou");
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly Origin Nobody = new("", "", "", "Test");
    private readonly SequentialIds _ids = new();

    public World World { get; private set; } = World.Empty;

    public Quotas Quotas { get; set; } = new();

    public DateTimeOffset Now { get; set; } = Start;

    public Decision<T> Decide<T>(ICommand<T> command, Scope? scope = null) =>
        command.DecideWhole(World, new CommandContext(scope ?? Home, Now, _ids, Quotas));

    /// <summary>Decides and folds what was accepted.</summary>
    public Decision<T> Try<T>(ICommand<T> command, Scope? scope = null)
    {
        var decision = Decide(command, scope);
        if (!decision.IsAccepted)
            Assert.Empty(decision.Changes);
        if (!decision.Changes.IsEmpty)
            World = World.Apply(new Revision(World.Revision + 1, Now, Nobody, decision.Changes));
        return decision;
    }

    /// <summary>As <see cref="Try"/>, for a command that must be accepted.</summary>
    public T Do<T>(ICommand<T> command, Scope? scope = null)
    {
        var decision = Try(command, scope);
        Assert.True(decision.IsAccepted, string.Join("; ", decision.Refusals.Select(refusal => refusal.ToString())));
        return decision.Value!;
    }

    /// <summary>Asserts that a command is refused with exactly these kinds, in any order, and that nothing changes.</summary>
    public Decision<T> Refused<T>(ICommand<T> command, params RefusalKind[] kinds)
    {
        var before = World;
        var decision = Try(command);
        Assert.Equal(kinds.Order(), decision.Refusals.Select(refusal => refusal.Kind).Order());
        Assert.Same(before, World);
        return decision;
    }

    public string NewGroup(string? project = null, Scope? scope = null) => Do(new CreateSecurityGroup("web", "", project, [], null), scope).Id;

    /// <summary>A template of each kind: <c>ipm-00000001</c>, <c>ipmg-00000001</c> with it, <c>ppm-00000001</c>, <c>ppmg-00000001</c> with it.</summary>
    public void NewTemplates()
    {
        Template(TemplateKind.Address, "10.0.0.1", "fd00::/8");
        Template(TemplateKind.AddressGroup, "ipm-00000001");
        Template(TemplateKind.Service, "tcp:80", "icmp");
        Template(TemplateKind.ServiceGroup, "ppm-00000001");
    }

    public string Template(TemplateKind kind, params string[] members) =>
        Do(new CreateTemplate(kind, "t", [.. members.Select(member => new MemberSpec(member, null))], "Members", [])).Id;

    public SecurityGroup Group(string id) => World.Groups[id];

    public Instance NewInstance(params string[] groups) => Register(new InstanceSpec
    {
        SecurityGroupIds = groups.Length == 0 ? null : [.. groups],
        NetworkInterfaces = [NewCard()],
    });

    public Instance Register(InstanceSpec spec, Scope? scope = null) => Do(new RegisterInstances([spec], "here"), scope)[0];

    private int _cards;

    /// <summary>An interface with a device and an address of its own.</summary>
    public InterfaceSpec NewCard()
    {
        int n = ++_cards;
        return new InterfaceSpec { Device = $"veth{n}", PrivateIpAddresses = [$"10.{n >> 16}.{(n >> 8) & 255}.{n & 255}"] };
    }

    public NetworkInterface Primary(Instance instance) => World.Interfaces[World.Instances[instance.Id].InterfaceIds[0]];

    public void Add(string group, Direction direction, params RuleSpec[] rules) => Do(new CreateSecurityGroupPolicies(group, Set(direction, null, rules)));

    /// <summary>The ports of a direction, top to bottom.</summary>
    public string Ports(string group, Direction direction = Direction.Ingress) => string.Join(' ', Group(group).Rules(direction).Select(rule => rule.Text.Port));

    public static RuleSpec Tcp(string port, long? index = null) =>
        new() { PolicyIndex = index, Protocol = "TCP", Port = port, CidrBlock = "10.0.0.0/8", Action = "ACCEPT" };

    public static RuleSpec FromGroup(string group, string port = "ALL") => new() { Protocol = "TCP", Port = port, SecurityGroupId = group, Action = "ACCEPT" };

    public static RuleSpec At(long index) => new() { PolicyIndex = index };

    public static RuleSetSpec In(params RuleSpec[] rules) => Set(Direction.Ingress, null, rules);

    public static RuleSetSpec Set(Direction direction, string? version, params RuleSpec[] rules) => direction == Direction.Ingress
        ? new RuleSetSpec(version, [.. rules], [])
        : new RuleSetSpec(version, [], [.. rules]);
}
