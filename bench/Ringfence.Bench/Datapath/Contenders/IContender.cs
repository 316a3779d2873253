using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;

namespace Ringfence.Bench.Datapath.Contenders;

/// <summary>Something that judges packets at a test bed's router.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Makes it enforce.</summary>
    /// <exception cref="IOException">It cannot here, and why.</exception>
    Task InstallAsync(TestBed bed, RuleSet rules);

    /// <summary>Takes all flows out of its flow table. No packets are on their way.</summary>
    void ForgetFlows();

    /// <summary>Changes its rules so that established flows must be judged again, with the same result.</summary>
    Task ChangeRulesAsync();
}
