using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>A device with the interface that it enforces and what the kernel knows about it.</summary>
/// <param name="Policy">The interface.</param>
/// <param name="Bridge">The bridge whose port the device is now; null when it is none, or does not exist.</param>
internal sealed record EnforcedDevice(InterfacePolicy Policy, string? Bridge)
{
    /// <summary>Equal without comparing the parts: whatever makes a policy keeps what did not change.</summary>
    public bool IsSameAs(EnforcedDevice other) => ReferenceEquals(Policy, other.Policy) && Bridge == other.Bridge;
}

/// <summary>One of our tables.</summary>
internal enum RuleTable : byte
{
    /// <summary>IP packets.</summary>
    Inet,

    /// <summary>Frames on bridges.</summary>
    Bridge,

    /// <summary>ARP, where it is not let through.</summary>
    Arp,
}

/// <summary>A map or set element of a device.</summary>
/// <param name="Table">The table that it is in.</param>
/// <param name="Map">The map or set.</param>
/// <param name="Key">The key as nft reads it.</param>
/// <param name="Verdict">The verdict, or null for a set.</param>
internal readonly record struct DeviceElement(RuleTable Table, string Map, string Key, string? Verdict);

/// <summary>A chain of a device: its rules as text, one a line, so that a chain is rewritten exactly when its text differs.</summary>
/// <param name="Table">The table that it is in.</param>
/// <param name="Name">The chain.</param>
/// <param name="Rules">The rules.</param>
internal readonly record struct DeviceChain(RuleTable Table, string Name, IReadOnlyList<string> Rules);
