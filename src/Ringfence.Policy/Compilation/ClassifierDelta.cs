using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Addresses;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// The difference between two versions of an <see cref="AddressClassifier"/>. A safe order to apply it: rows of <see cref="NewClasses"/> in every policy first, then the
/// addresses. When <see cref="RedefinedClasses"/> is not empty, ids changed their meaning between the two, and no order of single writes keeps each packet
/// within one version: write a second copy of the tables and switch. Between tables and their next <see cref="HostCompiler.Update"/> that happens only when the policy had to
/// be compiled anew; it is common when versions in between were skipped.
/// </summary>
/// <param name="HostsSet">Hosts that are new or have another class.</param>
/// <param name="HostsRemoved">Hosts that are in no set any more.</param>
/// <param name="PrefixesSet">Prefixes that are new or have another class.</param>
/// <param name="PrefixesRemoved">Prefixes that no rule mentions any more.</param>
/// <param name="NewClasses">Ids that meant nothing in the earlier version.</param>
/// <param name="RedefinedClasses">Ids that meant something else in the earlier version: freed since, and given again. All ids in use, when the later version was compiled anew.</param>
public sealed record ClassifierDelta(
    ImmutableArray<(IpAddress Host, int Class)> HostsSet,
    ImmutableArray<IpAddress> HostsRemoved,
    ImmutableArray<(IpPrefix Prefix, int Class)> PrefixesSet,
    ImmutableArray<IpPrefix> PrefixesRemoved,
    ImmutableArray<int> NewClasses,
    ImmutableArray<int> RedefinedClasses)
{
    /// <summary>True when the two versions are the same.</summary>
    public bool IsEmpty => HostsSet.IsEmpty && HostsRemoved.IsEmpty && PrefixesSet.IsEmpty && PrefixesRemoved.IsEmpty && NewClasses.IsEmpty && RedefinedClasses.IsEmpty;

    internal static ClassifierDelta Between(AddressClassifier earlier, AddressClassifier later)
    {
        var hostsSet = ImmutableArray.CreateBuilder<(IpAddress, int)>();
        var hostsRemoved = ImmutableArray.CreateBuilder<IpAddress>();
        later.Hosts4.Since(earlier.Hosts4, (key, value) => hostsSet.Add((IpAddress.V4(key), value)), key => hostsRemoved.Add(IpAddress.V4(key)));
        later.Hosts6.Since(earlier.Hosts6, (key, value) => hostsSet.Add((IpAddress.V6(key.Value), value)), key => hostsRemoved.Add(IpAddress.V6(key.Value)));
        var (prefixesSet, prefixesRemoved) = Prefixes(earlier.Prefixes, later.Prefixes);
        var (added, redefined) = Classes(earlier.Table, later.Table);
        return new ClassifierDelta(hostsSet.DrainToImmutable(), hostsRemoved.DrainToImmutable(), prefixesSet, prefixesRemoved, added, redefined);
    }

    private static (ImmutableArray<(IpPrefix, int)> Set, ImmutableArray<IpPrefix> Removed) Prefixes(
        ImmutableArray<(IpPrefix Prefix, int Class)> earlier, ImmutableArray<(IpPrefix Prefix, int Class)> later)
    {
        if (earlier == later)
            return ([], []);
        var set = ImmutableArray.CreateBuilder<(IpPrefix, int)>();
        var removed = ImmutableArray.CreateBuilder<IpPrefix>();
        int i = 0, j = 0;
        while (i < earlier.Length || j < later.Length)
        {
            int order = i == earlier.Length ? 1 : j == later.Length ? -1 : earlier[i].Prefix.CompareTo(later[j].Prefix);
            if (order < 0)
            {
                removed.Add(earlier[i++].Prefix);
                continue;
            }

            if (order > 0 || earlier[i].Class != later[j].Class)
                set.Add(later[j]);
            j++;
            if (order == 0)
                i++;
        }

        return (set.DrainToImmutable(), removed.DrainToImmutable());
    }

    private static (ImmutableArray<int> Added, ImmutableArray<int> Redefined) Classes(ClassTable earlier, ClassTable later)
    {
        if (earlier.SameAs(later))
            return ([], []);
        var added = ImmutableArray.CreateBuilder<int>();
        var redefined = ImmutableArray.CreateBuilder<int>();
        bool sameLineage = ReferenceEquals(earlier.Lineage, later.Lineage);
        // Class 0 is the same everywhere.
        for (int id = 1; id < later.Length; id++)
        {
            var before = id < earlier.Length ? earlier.Classes[id] : null;
            if (later.Classes[id] is not { } now || ReferenceEquals(before, now))
                continue;
            if (before is null)
                added.Add(id);
            else if (before.Key != now.Key || !sameLineage)
                redefined.Add(id);
        }

        return (added.DrainToImmutable(), redefined.DrainToImmutable());
    }
}
