using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Instances;

/// <summary>A line for each interface.</summary>
internal sealed class ListInstancesCommand(CommandRunner runner) : SessionCommand(runner, "list", "List the instances and their interfaces")
{
    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var inventory = await Inventory.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var groups = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var json = new JsonObject();
        foreach (var listing in (JsonObject[])[inventory.Instances.ToJson(), inventory.Interfaces.ToJson(), inventory.Enforcement.ToJson()])
        {
            var (name, elements) = listing.First();
            json[name] = elements!.DeepClone();
        }

        session.Printer.Result(json, people => Print(people, inventory, id => groups.TryFind(id)?.SecurityGroupName ?? id));
        return ExitCode.Ok;
    }

    private static void Print(Printer people, Inventory inventory, Func<string, string> groupName)
    {
        var places = inventory.Enforcement.Items.ToDictionary(state => state.NetworkInterfaceId);
        var interfaces = inventory.Interfaces.Items.ToLookup(nic => nic.Attachment.InstanceId);
        people.Table(
            ["INSTANCE", "NAME", "INTERFACE", "HOST", "DEVICE", "ADDRESSES", "GROUPS"],
            from instance in inventory.Instances.Items
            from nic in interfaces[instance.InstanceId].DefaultIfEmpty()
            let place = nic is null ? null : places.GetValueOrDefault(nic.NetworkInterfaceId)
            select (string[])
            [
                instance.InstanceId, instance.InstanceName, nic?.NetworkInterfaceId ?? "", place?.Host ?? "", place?.Device ?? "", nic is null ? "" : Addresses(nic),
                string.Join(", ", (nic?.GroupSet ?? instance.SecurityGroupIds).Select(groupName)),
            ]);
    }

    private static string Addresses(NetworkInterface nic) => string.Join(
        ", ", nic.PrivateIpAddressSet.Select(address => address.PrivateIpAddress).Concat(nic.Ipv6AddressSet.Select(address => address.Address)));
}
