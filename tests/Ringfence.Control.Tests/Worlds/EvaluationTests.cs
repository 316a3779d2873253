using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Worlds;

/// <summary>What the reference evaluator says of a world that commands made (reference, appendix 3.2, 19 to 21).</summary>
public sealed class EvaluationTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void The_first_group_of_an_instance_decides_before_the_second()
    {
        string drop = _bench.NewGroup(), accept = _bench.NewGroup();
        _bench.Add(drop, Direction.Ingress, new RuleSpec { Protocol = "tcp", Port = "80", CidrBlock = "0.0.0.0/0", Action = "DROP" });
        _bench.Add(accept, Direction.Ingress, new RuleSpec { Protocol = "tcp", Port = "80", CidrBlock = "0.0.0.0/0", Action = "ACCEPT" });
        var instance = _bench.NewInstance(drop, accept);
        Assert.False(Ask(instance, Direction.Ingress, "198.51.100.1").IsAccepted);
        _bench.Do(new ModifyInstances([instance.Id], null, [accept, drop]));
        Assert.True(Ask(instance, Direction.Ingress, "198.51.100.1").IsAccepted);
    }

    [Fact]
    public void An_empty_list_drops_new_connections_of_its_direction()
    {
        string group = _bench.NewGroup();
        _bench.Add(group, Direction.Ingress, Bench.Tcp("80"));
        var instance = _bench.NewInstance(group);
        Assert.True(Ask(instance, Direction.Ingress, "10.9.9.9").IsAccepted);
        Assert.Equal(VerdictReason.NoRuleMatched, Ask(instance, Direction.Egress, "10.9.9.9").Reason);
    }

    [Fact]
    public void A_group_as_peer_means_its_members_private_addresses_from_the_moment_they_join()
    {
        string web = _bench.NewGroup(), database = _bench.NewGroup();
        _bench.Add(database, Direction.Ingress, Bench.FromGroup(web, "80"));
        var server = _bench.NewInstance(database);
        var client = _bench.Register(new InstanceSpec
        {
            SecurityGroupIds = [database],
            NetworkInterfaces = [new InterfaceSpec { Device = "c0", PrivateIpAddresses = ["10.1.1.1"], Ipv6Addresses = ["fd00::1"], PublicIpAddresses = ["203.0.113.1"] }],
        });
        Assert.False(Ask(server, Direction.Ingress, "10.1.1.1").IsAccepted);
        _bench.Do(new AssociateInstances([web], [client.Id]));
        Assert.True(Ask(server, Direction.Ingress, "10.1.1.1").IsAccepted);
        Assert.True(Ask(server, Direction.Ingress, "fd00::1").IsAccepted);
        Assert.False(Ask(server, Direction.Ingress, "203.0.113.1").IsAccepted);
        _bench.Do(new DeregisterInstances([client.Id]));
        Assert.False(Ask(server, Direction.Ingress, "10.1.1.1").IsAccepted);
    }

    [Fact]
    public void A_peer_in_another_network_with_the_same_address_is_not_a_member()
    {
        string web = _bench.NewGroup();
        _bench.Add(web, Direction.Ingress, Bench.FromGroup(web, "80"));
        var server = _bench.NewInstance(web);
        _bench.Register(new InstanceSpec { SecurityGroupIds = [web], NetworkInterfaces = [new InterfaceSpec { Device = "c0", VpcId = "vpc-00000002", PrivateIpAddresses = ["10.1.1.1"] }] });
        Assert.False(Ask(server, Direction.Ingress, "10.1.1.1").IsAccepted);
    }

    private Verdict Ask(Instance instance, Direction direction, string far)
    {
        var item = _bench.Primary(instance);
        return PolicyEvaluator.Evaluate(_bench.World.BoundGroups(item), direction, IpAddress.Parse(far), IpProtocol.Tcp, 80, item.VpcId, _bench.World.Membership, _bench.World.TemplateContents);
    }
}
