using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;
using Ringfence.Policy.Rules;

namespace Ringfence.Journal.Tests;

public sealed class GuardDocumentTests
{
    [Fact]
    public void A_guard_reads_back_as_it_was()
    {
        var guard = new Guard
        {
            Id = "guard-aaaaaaaa",
            Scope = Sample.Scope,
            Name = "database stays inside",
            Description = "",
            From = new GuardEnd { Outside = true, CidrBlocks = ["10.0.0.1-10.0.0.9", "2001:db8::/32"], AddressTemplateIds = ["ipm-aaaaaaaa"] },
            Except = new GuardEnd { SecurityGroupIds = ["sg-aaaaaaaa"], Tags = [new Tag("role", "")] },
            To = new GuardEnd { InstanceIds = ["ins-aaaaaaaa"], All = false },
            Services = ["TCP:22,80-90", "icmp"],
            ServiceSet = ServiceSet.Of(Service(IpProtocol.Tcp, new PortRange(22, 22), new PortRange(80, 90)), Service(IpProtocol.Icmp, new PortRange(0, ushort.MaxValue))),
            CreatedAt = Sample.Time,
            UpdatedAt = Sample.Time.AddTicks(1),
        };
        var read = Assert.IsType<Change.PutGuard>(DocumentCodec.Decode(DocumentCodec.Encode(new Change.PutGuard(guard)))).Guard;
        Assert.Equal(guard with { From = read.From, Except = read.Except, To = read.To, Services = read.Services }, read);
        Assert.Equal(guard.Services, read.Services);
        foreach (var (before, after) in new[] { (guard.From, read.From), (guard.Except, read.Except), (guard.To, read.To) })
        {
            Assert.Equal((before.All, before.Outside), (after.All, after.Outside));
            Assert.Equal(before.CidrBlocks, after.CidrBlocks);
            Assert.Equal(before.SecurityGroupIds, after.SecurityGroupIds);
            Assert.Equal(before.AddressTemplateIds, after.AddressTemplateIds);
            Assert.Equal(before.Tags, after.Tags);
            Assert.Equal(before.InstanceIds, after.InstanceIds);
        }
    }

    [Fact]
    public void Its_deletion_reads_back() =>
        Assert.Equal(new Change.DeleteGuard("guard-aaaaaaaa"), DocumentCodec.Decode(DocumentCodec.Encode(new Change.DeleteGuard("guard-aaaaaaaa"))));

    private static LiteralService Service(IpProtocol protocol, params PortRange[] ports) => new(protocol, PortSet.Of(ports));
}
