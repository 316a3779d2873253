using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;
using Wire = Ringfence.Contracts.Cdb;

namespace Ringfence.Api.Cdb;

/// <summary>A group with its rules as CDB's answers show it (reference D.8). IPv6 peers have no member of their own and stand in <c>CidrIp</c>.</summary>
internal static class DatabaseGroupShape
{
    /// <summary>A group.</summary>
    public static Wire.SecurityGroup ToWire(SecurityGroup group, WireClock clock) => new()
    {
        ProjectId = ProjectNumber.Of(group.ProjectId),
        CreateTime = clock.Vpc(group.CreatedAt),
        Inbound = [.. group.Ingress.Select(Inbound)],
        Outbound = [.. group.Egress.Select(Outbound)],
        SecurityGroupId = group.Id,
        SecurityGroupName = group.Name,
        SecurityGroupRemark = group.Description,
    };

    private static Wire.Inbound Inbound(GroupRule rule) => new()
    {
        Action = SecurityGroupShape.Word(rule.Rule.Action),
        CidrIp = Cidr(rule),
        PortRange = rule.Text.Port,
        IpProtocol = rule.Text.Protocol,
        Dir = "INPUT",
        AddressModule = rule.Text.AddressTemplateId,
        Id = rule.Text.SecurityGroupId,
        Desc = rule.Description,
    };

    private static Wire.Outbound Outbound(GroupRule rule) => new()
    {
        Action = SecurityGroupShape.Word(rule.Rule.Action),
        CidrIp = Cidr(rule),
        PortRange = rule.Text.Port,
        IpProtocol = rule.Text.Protocol,
        Dir = "OUTPUT",
        AddressModule = rule.Text.AddressTemplateId,
        Desc = rule.Description,
    };

    private static string Cidr(GroupRule rule) => rule.Text.CidrBlock.Length > 0 ? rule.Text.CidrBlock : rule.Text.Ipv6CidrBlock;
}
