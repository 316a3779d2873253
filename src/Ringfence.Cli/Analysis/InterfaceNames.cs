using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Cvm;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Analysis;

/// <summary>Interfaces by the names of their instances. Only those that are shown are asked for.</summary>
internal sealed class InterfaceNames
{
    /// <summary>Interfaces of one row that are named; the others are counted.</summary>
    private const int Shown = 3;

    /// <summary>Ids in one call.</summary>
    private const int Batch = 100;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private InterfaceNames()
    {
    }

    /// <summary>Asks for the names that rows of these interfaces need.</summary>
    public static async Task<InterfaceNames> ReadAsync(Session session, IEnumerable<IEnumerable<string>> rows, CancellationToken cancellationToken)
    {
        var names = new InterfaceNames();
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] ids in rows.SelectMany(row => row.Take(Shown)).Distinct(StringComparer.Ordinal).Chunk(Batch))
        {
            var found = await session.ListAsync(
                ApiService.Vpc, "DescribeNetworkInterfaces", new JsonObject { ["NetworkInterfaceIds"] = Array(ids) }, "NetworkInterfaceSet", VpcJsonContext.Default.NetworkInterface, cancellationToken)
                .ConfigureAwait(false);
            foreach (var nic in found.Items)
                owners[nic.NetworkInterfaceId] = nic.Attachment.InstanceId;
        }

        var instances = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] ids in owners.Values.Distinct(StringComparer.Ordinal).Chunk(Batch))
        {
            var found = await session.ListAsync(
                ApiService.Cvm, "DescribeInstances", new JsonObject { ["InstanceIds"] = Array(ids) }, "InstanceSet", CvmJsonContext.Default.Instance, cancellationToken).ConfigureAwait(false);
            foreach (var instance in found.Items)
                instances[instance.InstanceId] = instance.InstanceName;
        }

        foreach (var (id, owner) in owners)
            names._names[id] = instances.TryGetValue(owner, out string? name) ? $"{name} ({id})" : id;
        return names;
    }

    /// <summary><c>web (eni-12345678)</c>; the id alone for one that is not there now.</summary>
    public string Describe(string id) => _names.GetValueOrDefault(id, id);

    /// <summary>The first few, and how many there are besides.</summary>
    public string Describe(IReadOnlyCollection<string> ids, int count) => Few.Of([.. ids.Take(Shown).Select(Describe)], count);

    private static JsonArray Array(string[] ids) => new([.. ids.Select(id => (JsonNode)id)]);
}
