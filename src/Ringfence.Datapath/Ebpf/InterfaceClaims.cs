using System.Collections.Immutable;
using System.Text;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Which interfaces of a policy can be enforced, and why others cannot. When two claim a device, the one with the lower id has it.</summary>
/// <param name="Interfaces">Those that can.</param>
/// <param name="Errors">Those that cannot, by id.</param>
internal sealed record InterfaceClaims(IReadOnlyList<InterfacePolicy> Interfaces, ImmutableDictionary<string, string> Errors)
{
    /// <summary>RF_MAX_OWN: so many addresses the program looks through.</summary>
    public const int MostAddresses = 256;

    private const int MostNameBytes = 15;

    /// <summary>Sorts out a policy's interfaces.</summary>
    public static InterfaceClaims Of(HostPolicy policy)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var interfaces = new List<InterfacePolicy>();
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var subject in policy.Interfaces.Values.OrderBy(subject => subject.InterfaceId, StringComparer.Ordinal))
        {
            if (Refuse(subject, owners) is { } reason)
            {
                errors[subject.InterfaceId] = reason;
                continue;
            }

            owners.Add(subject.Device, subject.InterfaceId);
            interfaces.Add(subject);
        }

        return new InterfaceClaims(interfaces, errors.ToImmutable());
    }

    private static string? Refuse(InterfacePolicy subject, Dictionary<string, string> owners)
    {
        if (subject.Device == "lo")
            return "Loopback is never enforced.";
        if (Encoding.UTF8.GetByteCount(subject.Device) is 0 or > MostNameBytes)
            return "No device can have this name.";
        if (owners.TryGetValue(subject.Device, out string? owner))
            return $"Device {subject.Device} is enforced for {owner} already.";
        return null;
    }
}
