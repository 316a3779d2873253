using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;

namespace Ringfence.Policy.Tests.Compilation;

/// <summary>What a datapath keeps of the tables, changed only by deltas: plain dictionaries in place of the kernel's maps.</summary>
internal sealed class TableCopy
{
    private readonly Dictionary<IpAddress, int> _hosts;
    private readonly Dictionary<IpPrefix, int> _prefixes;
    private readonly Dictionary<string, (List<ushort> RowOf, List<uint> Matrix, ServiceMap Services)> _ingress = [];

    public TableCopy(HostTables tables)
    {
        _hosts = tables.Classifier.Hosts.ToDictionary();
        _prefixes = tables.Classifier.Prefixes.ToDictionary();
        foreach (var (id, one) in tables.Interfaces)
            _ingress[id] = Whole(one.Ingress);
    }

    public void Apply(HostTables earlier, HostTables later)
    {
        var delta = later.Classifier.Since(earlier.Classifier);
        foreach (var (host, number) in delta.HostsSet)
            _hosts[host] = number;
        foreach (var host in delta.HostsRemoved)
            Assert.True(_hosts.Remove(host));
        foreach (var (prefix, number) in delta.PrefixesSet)
            _prefixes[prefix] = number;
        foreach (var prefix in delta.PrefixesRemoved)
            Assert.True(_prefixes.Remove(prefix));
        foreach (string gone in earlier.Interfaces.Keys.Except(later.Interfaces.Keys))
            _ingress.Remove(gone);
        foreach (var (id, one) in later.Interfaces)
        {
            if (!earlier.Interfaces.TryGetValue(id, out var before) || one.Ingress.Since(before.Ingress) is not { IsExtension: true } change)
            {
                _ingress[id] = Whole(one.Ingress);
                continue;
            }

            var (rowOf, matrix, _) = _ingress[id];
            matrix.AddRange(one.Ingress.Matrix[(change.FirstNewRow * one.Ingress.Columns)..].ToArray());
            while (rowOf.Count < one.Ingress.RowOf.Length)
                rowOf.Add(0);
            foreach (int number in change.ChangedClasses)
                rowOf[number] = one.Ingress.RowOf[number];
        }
    }

    public void AssertEquals(HostTables tables)
    {
        Assert.Equal(tables.Classifier.Hosts.Order(), _hosts.Select(entry => (entry.Key, entry.Value)).Order());
        Assert.Equal(tables.Classifier.Prefixes.AsEnumerable(), _prefixes.Select(entry => (entry.Key, entry.Value)).Order());
        Assert.Equal(tables.Interfaces.Keys.Order(), _ingress.Keys.Order());
        foreach (var (id, one) in tables.Interfaces)
        {
            Assert.Equal(one.Ingress.RowOf.ToArray(), _ingress[id].RowOf);
            Assert.Equal(one.Ingress.Matrix.ToArray(), _ingress[id].Matrix);
            Assert.Same(one.Ingress.Services, _ingress[id].Services);
        }
    }

    private static (List<ushort> RowOf, List<uint> Matrix, ServiceMap Services) Whole(CompiledPolicy policy) =>
        ([.. policy.RowOf], [.. policy.Matrix], policy.Services);
}
