using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>The whole address space of a classifier as ascending ranges, hosts laid over prefixes.</summary>
internal static class FlatRanges
{
    /// <summary>Ranges of one family, ascending from 0; each reaches to the next one's start, and every one holds an address.</summary>
    /// <param name="prefixRanges">The ranges of the prefixes alone.</param>
    /// <param name="hosts">The hosts of the family, ascending.</param>
    /// <param name="family">The family.</param>
    public static IEnumerable<(IpAddress First, int Class)> Of(List<ClassRange> prefixRanges, IReadOnlyList<(UInt128 Host, int Class)> hosts, AddressFamily family)
    {
        int next = 0;
        for (int i = 0; i < prefixRanges.Count; i++)
        {
            var (start, number) = prefixRanges[i];
            var last = i + 1 < prefixRanges.Count ? prefixRanges[i + 1].Start - 1 : family.MaxValue();
            bool finished = false;
            while (!finished && next < hosts.Count && hosts[next].Host <= last)
            {
                var host = hosts[next++];
                if (start < host.Host)
                    yield return (new IpAddress(family, start), number);
                yield return (new IpAddress(family, host.Host), host.Class);
                finished = host.Host == last;
                if (!finished)
                    start = host.Host + 1;
            }

            if (!finished)
                yield return (new IpAddress(family, start), number);
        }
    }
}
