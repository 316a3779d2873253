using Ringfence.Datapath.Ebpf.Tables;

namespace Ringfence.Datapath.Ebpf;

/// <summary>The policies in the arena, each once, however many interfaces have it.</summary>
internal sealed class PolicyStore(Arena arena, RuleNumbers numbers)
{
    private readonly Dictionary<PolicyImage, PolicyTables> _written = new(ReferenceEqualityComparer.Instance);

    /// <summary>The policy's tables, written when they are not there yet.</summary>
    /// <exception cref="ArenaFullException">There is no room.</exception>
    public PolicyTables Get(PolicyImage image)
    {
        if (!_written.TryGetValue(image, out var tables))
            _written.Add(image, tables = PolicyTables.Write(arena, image, numbers));
        return tables;
    }

    /// <summary>Gives back what is not in use any more.</summary>
    public void KeepOnly(IReadOnlySet<PolicyImage> used)
    {
        foreach (var (image, tables) in _written.Where(entry => !used.Contains(entry.Key)).ToList())
        {
            tables.Retire(numbers);
            _written.Remove(image);
        }
    }
}
