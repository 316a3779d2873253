using System.Globalization;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>What the verifier bounds, with room to spare: the next change and an older kernel must fit too.</summary>
public sealed class VerifierTests(ProgramFixture fixture, ITestOutputHelper output) : IClassFixture<ProgramFixture>
{
    private const int MostInstructions = 100_000; // of a million; 54,000 on Linux 6.18. The first start after a boot waits for each

    private const int StackBytes = 512;

    /// <summary>Kernels before 6.9, and those without a JIT, round each frame up to this.</summary>
    private const int FrameUnit = 32;

    [Fact]
    public void The_verifier_walks_less_than_a_tenth_of_what_it_may()
    {
        foreach (var program in new[] { fixture.Program.ToInstance, fixture.Program.FromInstance })
        {
            int walked = Walked(program);
            output.WriteLine($"{walked} instructions");
            Assert.InRange(walked, 1000, MostInstructions);
        }
    }

    [Theory]
    [InlineData("ringfence_to")]
    [InlineData("ringfence_from")]
    public void The_deepest_chain_of_calls_fits_the_stack_of_any_kernel(string entry)
    {
        var (bytes, chain) = new BpfFrames(EbpfProgram.Image).Deepest(entry, FrameUnit);
        output.WriteLine($"{bytes}: {chain}");
        Assert.True(bytes is > 256 and <= StackBytes, $"{bytes} bytes: {chain}");
    }

    private static int Walked(BpfProgram program)
    {
        const string field = "verified_insns:";
        string line = File.ReadLines($"/proc/self/fdinfo/{program.Fd.Number}").Single(line => line.StartsWith(field, StringComparison.Ordinal));
        return int.Parse(line.AsSpan(field.Length).Trim(), CultureInfo.InvariantCulture);
    }
}
