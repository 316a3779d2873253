using Ringfence.Datapath.Ebpf;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>The object file on its way into the kernel.</summary>
public sealed class ProgramLoadTests(ProgramFixture fixture) : IClassFixture<ProgramFixture>
{
    [Fact]
    public void All_programs_work_on_the_same_maps()
    {
        var program = fixture.Program;
        uint[] judged = [.. program.ToInstance.MapIds().Intersect(program.FromInstance.MapIds())];
        Assert.All(EbpfProgram.MapNames.Except([EbpfProgram.RuleIdsMap]), name => Assert.Contains(program.Map(name).Id, judged));
    }

    [Fact]
    public void Programs_that_the_verifier_refuses_are_refused_with_its_reason()
    {
        var maps = EbpfProgram.MapNames.ToDictionary(name => name, fixture.Program.Map);
        using var code = BpfObject.Open("ringfence", EbpfProgram.Image);
        code.SetValueSize("rf_host", sizeof(ulong)); // less than the programs read
        foreach (string judging in EbpfProgram.ProgramNames[..2])
            code.Skip(judging);
        code.Load();
        using var small = maps["rf_host"] = code.TakeMap("rf_host");
        var refused = Assert.Throws<BpfLoadException>(() => EbpfProgram.Load(fixture.Program.Sizes, maps));
        Assert.Equal("load ringfence", refused.Operation);
        Assert.Matches("outside of the allowed memory range|invalid access to map value", refused.Message);
    }
}
