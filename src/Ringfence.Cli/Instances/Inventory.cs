using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Cvm;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Instances;

/// <summary>Instances, their interfaces, and where these are enforced: three lists of the API that belong together.</summary>
internal sealed record Inventory(Listing<Instance> Instances, Listing<NetworkInterface> Interfaces, Listing<InterfaceEnforcementState> Enforcement)
{
    /// <summary>Reads them.</summary>
    public static async Task<Inventory> ReadAsync(Session session, CancellationToken cancellationToken) => new(
        await InstancesAsync(session, cancellationToken).ConfigureAwait(false),
        await session.ListAsync(
            ApiService.Vpc, "DescribeNetworkInterfaces", [], "NetworkInterfaceSet", VpcJsonContext.Default.NetworkInterface, cancellationToken).ConfigureAwait(false),
        await session.ListAsync(
            ApiService.Ringfence,
            "DescribeEnforcement",
            [],
            "EnforcementSet",
            RingfenceJsonContext.Default.InterfaceEnforcementState,
            cancellationToken).ConfigureAwait(false));

    /// <summary>All instances, to be found by id or name.</summary>
    public static async Task<NamedThings<Instance>> NamesAsync(Session session, CancellationToken cancellationToken) =>
        Names(await InstancesAsync(session, cancellationToken).ConfigureAwait(false));

    /// <summary>Offers instances to a shell's completion.</summary>
    public static async Task<IEnumerable<string>> OfferAsync(Session session, CancellationToken cancellationToken) =>
        (await InstancesAsync(session, cancellationToken).ConfigureAwait(false)).Items.Select(instance => instance.InstanceName);

    /// <summary>Instances to be found by id or name.</summary>
    public static NamedThings<Instance> Names(Listing<Instance> instances) =>
        new("instance", [.. instances.Items], instance => instance.InstanceId, instance => instance.InstanceName);

    private static Task<Listing<Instance>> InstancesAsync(Session session, CancellationToken cancellationToken) => session.ListAsync(
        ApiService.Cvm, "DescribeInstances", [], "InstanceSet", CvmJsonContext.Default.Instance, cancellationToken);
}
