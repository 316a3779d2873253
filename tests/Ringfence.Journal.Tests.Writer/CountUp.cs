using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Journal.Tests.Writer;

/// <summary>
/// Raises a producer's counter, which is kept in three documents at once: a group (its version, and as many rules as fit a few pages), an instance and an
/// interface (their names). A revision that is there by half shows as three different numbers. Every fourth count deletes the interface, so that deletions
/// are lost or kept with the rest.
/// </summary>
public sealed class CountUp(int producer) : ICommand<long>
{
    public static string GroupId(int producer) => Id("sg", producer);

    public static string InstanceId(int producer) => Id("ins", producer);

    public static string InterfaceId(int producer) => Id("eni", producer);

    /// <summary>True when the interface is there at this count.</summary>
    public static bool HasInterface(long count) => count % 4 != 0;

    /// <inheritdoc/>
    public Decision<long> Decide(World world, CommandContext context)
    {
        long count = (world.Groups.TryGetValue(GroupId(producer), out var group) ? group.PolicyVersion : 0) + 1;
        string text = count.ToString(CultureInfo.InvariantCulture);
        return Decision<long>.Accept(
            count,
            new Change.PutGroup(Group(context, text, count, world.LastRuleId)),
            new Change.PutInstance(Instance(context, text)),
            HasInterface(count) ? new Change.PutInterface(Interface(context, text)) : new Change.DeleteInterface(InterfaceId(producer)));
    }

    private static string Id(string prefix, int producer) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{producer:d8}");

    private static GroupRule Rule(long id, string description, DateTimeOffset at) => new()
    {
        Rule = new SecurityRule(new RuleId(id), new PrefixPeer(IpPrefix.Parse("10.0.0.0/8")), new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange(80, 80))), RuleAction.Accept),
        Text = new RuleText("tcp", "80", "10.0.0.0/8", "", ""),
        Description = description,
        ModifiedAt = at,
    };

    private SecurityGroup Group(CommandContext context, string text, long count, long lastRuleId) => new()
    {
        Id = GroupId(producer),
        Scope = context.Scope,
        ProjectId = "0",
        Name = text,
        Description = "",
        IsDefault = false,
        CreatedAt = context.Now,
        UpdatedAt = context.Now,
        PolicyVersion = count,
        Ingress = [.. Enumerable.Range(1, (int)(count % 60)).Select(i => Rule(lastRuleId + i, text, context.Now))],
        Egress = [],
        Tags = [],
    };

    private Instance Instance(CommandContext context, string text) => new()
    {
        Id = InstanceId(producer),
        Scope = context.Scope,
        Name = text,
        Type = InstanceType.Cvm,
        ProjectId = "0",
        Host = "host-1",
        CreatedAt = context.Now,
        InterfaceIds = [InterfaceId(producer)],
    };

    private NetworkInterface Interface(CommandContext context, string text) => new()
    {
        Id = InterfaceId(producer),
        Scope = context.Scope,
        InstanceId = InstanceId(producer),
        Name = text,
        Description = "",
        IsPrimary = true,
        VpcId = "vpc-default0",
        Host = "host-1",
        Device = "veth0",
        Role = InterfaceRole.Guest,
        Mac = null,
        PrivateAddresses = [IpAddress.V4(0x0a000000u + (uint)producer)],
        Ipv6Addresses = [],
        PublicAddresses = [],
        SourceCheck = true,
        SecurityGroupIds = [GroupId(producer)],
        CreatedAt = context.Now,
    };
}
