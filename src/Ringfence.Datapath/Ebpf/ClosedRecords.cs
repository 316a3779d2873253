using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// What an interface enforces whose policy could not be programmed: nothing passes but what a link needs and a machine's failsafe ports. Written when the driver is opened, so
/// that closing needs no room.
/// </summary>
internal sealed class ClosedRecords
{
    private readonly Dictionary<(InterfaceRole Role, bool HasLinkHeader), uint> _offsets = [];

    /// <summary>Writes the records. Where there is no room, closing means that nothing passes at all.</summary>
    public ClosedRecords(Arena arena, RuleNumbers numbers)
    {
        try
        {
            var nothing = PolicyTables.Write(arena, new PolicyImage(new ushort[1], new ushort[256], default, default, new uint[1], 1, [default]), numbers).Table;
            foreach (var role in Enum.GetValues<InterfaceRole>())
            {
                foreach (bool hasLinkHeader in new[] { true, false })
                    _offsets[(role, hasLinkHeader)] = EnforcementRecord.Write(arena, Nobody(role), hasLinkHeader, classifier: 0, nothing, nothing);
            }
        }
        catch (ArenaFullException)
        {
            // A previous life left the arena full; offset 0 is closed too.
        }
    }

    /// <summary>The enforcement's offset.</summary>
    public uint Of(InterfaceRole role, bool hasLinkHeader) => _offsets.GetValueOrDefault((role, hasLinkHeader));

    /// <summary>Whether an offset is one of these, which live as long as the driver.</summary>
    public bool Contains(uint offset) => _offsets.ContainsValue(offset);

    private static InterfacePolicy Nobody(InterfaceRole role) => new()
    {
        InterfaceId = "",
        Device = "",
        Role = role,
        Addresses = [],
        SourceCheck = false,
        IngressLists = [],
        EgressLists = [],
    };
}
