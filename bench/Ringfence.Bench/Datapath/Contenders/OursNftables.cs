using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Nftables;

namespace Ringfence.Bench.Datapath.Contenders;

/// <summary>Ringfence's nftables driver.</summary>
internal sealed class OursNftables : Ours
{
    public override void ForgetFlows() => TrackedFlows.Forget(Bed!);

    protected override IDatapath Open(string router) => new NftablesDatapath(router, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance);
}
