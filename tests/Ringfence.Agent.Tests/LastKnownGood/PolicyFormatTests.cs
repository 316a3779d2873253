using System.Buffers.Binary;
using CsCheck;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.Tests.LastKnownGood;

public sealed class PolicyFormatTests
{
    [Fact]
    public void What_was_written_is_read() => Policies.Any.Sample(policy =>
        Assert.Equal(Policies.Text(policy), Policies.Text(Read(Write(policy)))), iter: 2000);

    [Fact]
    public void A_policy_that_is_cut_short_anywhere_is_refused()
    {
        byte[] bytes = Write(Policies.Any.Where(policy => policy.Interfaces.Count > 1 && policy.Sets["s0"].Addresses.Count > 5).Single());
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => Read(bytes[..length]));
        Assert.Throws<InvalidDataException>(() => Read([.. bytes, 0]));
    }

    [Fact]
    public void A_policy_with_any_one_bit_turned_is_refused()
    {
        byte[] bytes = Write(Policies.Any.Where(policy => policy.Interfaces.Count > 1 && policy.Sets["s0"].Addresses.Count > 5).Single());
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => Read(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Another_version_is_refused_by_its_number()
    {
        byte[] bytes = Write(HostPolicy.Empty);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 7);
        Assert.Contains("version 7", Assert.Throws<InvalidDataException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_policy_at_all_are_refused() => Gen.Byte.Array[0, 200].Sample(bytes =>
        Assert.Throws<InvalidDataException>(() => Read(bytes)), iter: 2000);

    private static byte[] Write(HostPolicy policy) => PolicyFormat.Write(policy, NewClock());

    private static HostPolicy Read(byte[] bytes) => PolicyFormat.Read(bytes, NewClock());

    private static TrialClock NewClock() => new(new KernelBootClock(), TimeProvider.System);
}
