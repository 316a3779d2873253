using Ringfence.Policy.Addressing;

namespace Ringfence.Control.Worlds;

/// <summary>
/// What is bound to a group, counted by kind. An instance is bound when its primary interface is (reference H-28); secondary interfaces count for themselves.
/// </summary>
/// <param name="Cvm">Virtual machines, containers and whole machines.</param>
/// <param name="Clb">Load balancers.</param>
/// <param name="Cdb">Databases.</param>
/// <param name="Other">Instances of any other kind.</param>
/// <param name="SecondaryInterfaces">Secondary interfaces, whatever they belong to.</param>
public readonly record struct GroupUsage(int Cvm, int Clb, int Cdb, int Other, int SecondaryInterfaces)
{
    /// <summary>Every bound interface: each instance once, and its secondary interfaces.</summary>
    public int Interfaces => Cvm + Clb + Cdb + Other + SecondaryInterfaces;

    /// <summary>What the vendor limits as "CVM and ENI" in a group that a rule names.</summary>
    public int CvmAndInterfaces => Cvm + SecondaryInterfaces;

    /// <summary>What the vendor limits as "other services" in a group that a rule names.</summary>
    public int Services => Clb + Cdb + Other;

    /// <summary>This with one interface more (1) or less (-1).</summary>
    public GroupUsage Plus(bool isPrimary, InstanceType type, int count) => (isPrimary, type) switch
    {
        (false, _) => this with { SecondaryInterfaces = SecondaryInterfaces + count },
        (_, InstanceType.Cvm) => this with { Cvm = Cvm + count },
        (_, InstanceType.Clb) => this with { Clb = Clb + count },
        (_, InstanceType.Cdb) => this with { Cdb = Cdb + count },
        _ => this with { Other = Other + count },
    };

    public static GroupUsage operator +(GroupUsage left, GroupUsage right) => new(
        left.Cvm + right.Cvm,
        left.Clb + right.Clb,
        left.Cdb + right.Cdb,
        left.Other + right.Other,
        left.SecondaryInterfaces + right.SecondaryInterfaces);

    public static GroupUsage Add(GroupUsage left, GroupUsage right) => left + right;
}

/// <summary>A device of a host.</summary>
public readonly record struct DeviceKey(string Host, string Device);

/// <summary>An address in a network of a scope. Networks of two accounts are never the same, whatever they are called.</summary>
public readonly record struct AddressKey(Scope Scope, string VpcId, IpAddress Address);
