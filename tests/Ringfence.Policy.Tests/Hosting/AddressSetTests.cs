using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Tests.Hosting;

public sealed class AddressSetTests
{
    /// <summary>A step: which earlier version to go on from, which address, whether it joins or leaves.</summary>
    private static readonly Gen<(int From, uint Address, bool Joins)[]> Histories =
        Gen.Select(Gen.Int[0, 1000], Gen.UInt[0, 12], Gen.Bool).Array[1, 60];

    [Fact]
    public void The_remembered_difference_is_the_full_difference_on_every_branch_of_a_history() =>
        Gen.Select(Histories, Gen.Bool).Sample(
            (history, branches) =>
            {
                var versions = new List<AddressSet> { AddressSet.Create("s", [IpAddress.V4(1), IpAddress.V4(5), IpAddress.V6(7)]) };
                foreach (var (from, address, joins) in history)
                {
                    // Mostly on from the newest, as a control plane does; with branches, from any.
                    var basis = branches ? versions[from % versions.Count] : versions[^1];
                    versions.Add(joins ? basis.Add(IpAddress.V4(address)) : basis.Remove(IpAddress.V4(address)));
                }

                foreach (var later in versions)
                {
                    foreach (var earlier in versions)
                        AssertDifference(later, earlier);
                }
            },
            iter: 200);

    [Fact]
    public void Sets_with_different_pasts_are_compared_as_a_whole() =>
        Gen.Select(Gen.UInt[0, 20].Array[0, 12], Gen.UInt[0, 20].Array[0, 12]).Sample((one, two) =>
            AssertDifference(AddressSet.Create("s", one.Select(IpAddress.V4)), AddressSet.Create("s", two.Select(IpAddress.V4))));

    [Fact]
    public void A_change_that_changes_nothing_is_the_same_object()
    {
        var set = AddressSet.Create("s", [IpAddress.V4(1)]);
        Assert.Same(set, set.Add(IpAddress.V4(1)));
        Assert.Same(set, set.Remove(IpAddress.V4(2)));
        Assert.Same(AddressSetDelta.None, set.Since(set));
        Assert.Equal(0, set.Version);
    }

    [Fact]
    public void Differences_are_right_beyond_what_is_remembered_and_memory_stays_bounded()
    {
        var versions = new List<AddressSet> { AddressSet.Create("s", []) };
        for (uint i = 0; i < AddressSet.RememberedChanges * 3; i++)
            versions.Add(i % 3 == 2 ? versions[^1].Remove(IpAddress.V4(i - 1)) : versions[^1].Add(IpAddress.V4(i)));
        var last = versions[^1];
        foreach (int back in new[] { 1, 2, 100, AddressSet.RememberedChanges - 1, AddressSet.RememberedChanges, AddressSet.RememberedChanges + 1, versions.Count - 1 })
            AssertDifference(last, versions[versions.Count - 1 - back]);
    }

    private static void AssertDifference(AddressSet later, AddressSet earlier)
    {
        var delta = later.Since(earlier);
        Assert.Equal(later.Addresses.Except(earlier.Addresses).Order(), delta.Added.Order());
        Assert.Equal(earlier.Addresses.Except(later.Addresses).Order(), delta.Removed.Order());
        Assert.Equal(delta.Added.Length + delta.Removed.Length, delta.Added.Concat(delta.Removed).ToImmutableHashSet().Count);
    }
}
