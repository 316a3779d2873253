using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>Addresses that differ in a few bits only, wherever those are, spread over the lines of a table.</summary>
public sealed class AddressHashTests
{
    private const int Addresses = 1 << 12;

    /// <summary>The lowest of the twelve bits that the addresses differ in, from the address' end.</summary>
    public static TheoryData<int, AddressFamily> Places => new()
    {
        { 0, AddressFamily.IPv4 }, { 8, AddressFamily.IPv4 }, { 20, AddressFamily.IPv4 },
        { 0, AddressFamily.IPv6 }, { 32, AddressFamily.IPv6 }, { 52, AddressFamily.IPv6 }, { 64, AddressFamily.IPv6 }, { 80, AddressFamily.IPv6 }, { 116, AddressFamily.IPv6 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Neighbours_do_not_share_lines(int lowestBit, AddressFamily family)
    {
        var hash = new AddressHash(0x1234_5678, 0x9abc_def0);
        var lines = Enumerable.Range(0, Addresses)
            .Select(number => KernelAddress.Of(new IpAddress(family, (UInt128)number << lowestBit)))
            .Select(address => hash.Of(address) & (Addresses - 1))
            .ToHashSet();
        // Thrown at random, 63 % of the lines get something.
        Assert.InRange(lines.Count, Addresses * 55 / 100, Addresses);
    }
}
