using System.Text;
using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Linux.Nftables;

namespace Ringfence.Bench.Datapath.Contenders;

/// <summary>A hand-written nftables rule set.</summary>
/// <param name="write">Writes it.</param>
internal sealed class NftScript(Func<RuleSet, string> write) : IContender
{
    private TestBed? _bed;

    public Task InstallAsync(TestBed bed, RuleSet rules)
    {
        _bed = bed;
        bed.Router.Run(() =>
        {
            using var nft = new NftContext();
            nft.Run(Encoding.UTF8.GetBytes(write(rules) + '\0'));
        });
        return Task.CompletedTask;
    }

    public void ForgetFlows() => TrackedFlows.Forget(_bed!);

    public Task ChangeRulesAsync() => throw new NotSupportedException("A change of these rules does not reach established flows.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
