using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Registration;

/// <summary>One instance of a request, as it was and as it will be, with all its interfaces.</summary>
/// <param name="Path">Where it stands in the request.</param>
/// <param name="Before">The instance as it was; null when it is new.</param>
/// <param name="After">The instance as it will be.</param>
/// <param name="InterfacesBefore">All its interfaces as they were.</param>
/// <param name="InterfacesAfter">All its interfaces as they will be, the primary one first.</param>
internal sealed record Registered(
    string Path, Instance? Before, Instance After, ImmutableArray<NetworkInterface> InterfacesBefore, ImmutableArray<NetworkInterface> InterfacesAfter)
{
    /// <summary>What has to be put and deleted; nothing of what stays as it is.</summary>
    public IEnumerable<Change> Changes()
    {
        var kept = InterfacesAfter.Select(item => item.Id).ToHashSet();
        foreach (var gone in InterfacesBefore.Where(item => !kept.Contains(item.Id)))
            yield return new Change.DeleteInterface(gone.Id);
        if (After != Before)
            yield return new Change.PutInstance(After);
        foreach (var item in InterfacesAfter.Where(item => !InterfacesBefore.Contains(item)))
            yield return new Change.PutInterface(item);
    }
}
