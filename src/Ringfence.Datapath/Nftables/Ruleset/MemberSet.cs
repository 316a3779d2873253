using Ringfence.Datapath.Nftables.Text;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// One family of one address set in the kernel. Set elements are seen at each lookup while rules are chosen once per packet, so a set that rules name is
/// never changed: the change goes to a copy that nobody names, and the few rules that name the set are exchanged in the same transaction.
/// </summary>
internal sealed class MemberSet(int number, AddressFamily family)
{
    /// <summary>Sets up to this size are copied whole rather than wait for the copy that has just been left.</summary>
    public const int CheapCopy = 256;

    private static readonly (Direction Direction, RuleAction Action)[] Kinds =
    [
        (Direction.Ingress, RuleAction.Accept), (Direction.Ingress, RuleAction.Drop), (Direction.Egress, RuleAction.Accept), (Direction.Egress, RuleAction.Drop),
    ];

    private readonly int[] _users = new int[Kinds.Length];
    private readonly bool[] _exists = new bool[Kinds.Length];
    private Copy _active = new(0, AddressSet.Create(string.Empty, []));
    private Copy? _standby;
    private long _standbyLeftAt;

    private sealed record Copy(int Index, AddressSet Content);

    /// <summary>Declares the set with its first content.</summary>
    public void Create(NftScript script, string table, AddressSet content)
    {
        _active = Declare(script, table, 1, content);
        // A large set gets its second copy now: the first change should not have to pay for it.
        if (content.Addresses.Count > CheapCopy)
            _standby = Declare(script, table, 2, content);
    }

    /// <summary>Brings the set to a new content.</summary>
    /// <returns>True when rules now name another copy: the transaction that does so leaves the old one.</returns>
    public bool Update(NftScript script, NftScript removals, string table, AddressSet content, GracePeriods grace, long transaction)
    {
        var delta = content.Since(_active.Content);
        if (!Concerns(delta))
        {
            _active = _active with { Content = content };
            return false;
        }

        Copy next;
        bool worthWaiting = content.Addresses.Count > CheapCopy;
        if (_standby is { } standby && (grace.HasPassed(_standbyLeftAt) || (worthWaiting && grace.Wait(_standbyLeftAt))))
        {
            var missed = content.Since(standby.Content);
            Elements(script, table, "delete", standby.Index, missed.Removed);
            Elements(script, table, "add", standby.Index, missed.Added);
            next = standby with { Content = content };
        }
        else
        {
            if (_standby is { } crowded)
                removals.Line($"delete set {table} {Name(crowded.Index)}");
            next = Declare(script, table, Math.Max(_active.Index, _standby?.Index ?? 0) + 1, content);
        }

        _standby = _active;
        _standbyLeftAt = transaction;
        _active = next;
        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            if (_exists[kind])
            {
                script.Line($"flush chain {table} {Chain(kind)}");
                NameSet(script, table, kind);
            }
        }

        return true;
    }

    /// <summary>A rule begins to jump to the chain of this kind; the chain is made if it is the first.</summary>
    public void Acquire(NftScript script, string table, Direction direction, RuleAction action)
    {
        int kind = Kind(direction, action);
        _users[kind]++;
        if (_exists[kind])
            return;
        _exists[kind] = true;
        script.Line($"add chain {table} {Chain(kind)}");
        NameSet(script, table, kind);
    }

    /// <summary>A rule no longer jumps to the chain of this kind.</summary>
    public void Release(Direction direction, RuleAction action) => _users[Kind(direction, action)]--;

    /// <summary>At the end of a transaction: chains without users go.</summary>
    public void RemoveUnused(NftScript flushes, NftScript removals, string table)
    {
        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            if (!_exists[kind] || _users[kind] > 0)
                continue;
            _exists[kind] = false;
            flushes.Line($"flush chain {table} {Chain(kind)}");
            removals.Line($"delete chain {table} {Chain(kind)}");
        }
    }

    /// <summary>Removes the set itself; no rule uses it any more.</summary>
    public void Delete(NftScript removals, string table)
    {
        removals.Line($"delete set {table} {Name(_active.Index)}");
        if (_standby is { } standby)
            removals.Line($"delete set {table} {Name(standby.Index)}");
    }

    private static int Kind(Direction direction, RuleAction action) => Array.IndexOf(Kinds, (direction, action));

    private string Name(int copy) => $"a{number}v{(int)family}_{copy}";

    private string Chain(int kind) => RuleText.MemberChain(number, family, Kinds[kind].Direction, Kinds[kind].Action);

    private void NameSet(NftScript script, string table, int kind)
    {
        var (direction, action) = Kinds[kind];
        script.Line(
            $"add rule {table} {Chain(kind)} ct original {RuleText.Selector(family, direction)} @{Name(_active.Index)} goto {RuleText.Target(direction, action)}");
    }

    private Copy Declare(NftScript script, string table, int index, AddressSet content)
    {
        script.Line($"add set {table} {Name(index)} {{ type {(family == AddressFamily.IPv4 ? "ipv4_addr" : "ipv6_addr")} ; }}");
        Elements(script, table, "add", index, content.Addresses);
        return new Copy(index, content);
    }

    private bool Concerns(AddressSetDelta delta)
    {
        foreach (var address in delta.Added)
        {
            if (address.Family == family)
                return true;
        }

        foreach (var address in delta.Removed)
        {
            if (address.Family == family)
                return true;
        }

        return false;
    }

    private void Elements(NftScript script, string table, string verb, int copy, IEnumerable<IpAddress> addresses)
    {
        bool any = false;
        foreach (var address in addresses)
        {
            if (address.Family != family)
                continue;
            if (any)
                script.Append(", ");
            else
                script.Part($"{verb} element {table} {Name(copy)} {{ ");
            any = true;
            script.Part($"{address}");
        }

        if (any)
            script.Append(" }\n");
    }
}
