namespace Ringfence.Datapath.Ebpf;

/// <summary>What the program counts (enum rf_reason in bpf/reasons.h, where each is explained). Below 32: drops.</summary>
public enum EbpfReason
{
#pragma warning disable CS1591 // explained beside the C constants of the same names, which a test compares
    Pass = 0,
    Rule = 1,
    NoRule = 2,
    Closed = 3,
    UnknownInterface = 4,
    Ethertype = 5,
    MalformedIp = 6,
    MalformedTransport = 7,
    ExtensionHeaders = 8,
    RoutingHeader = 9,
    SourceAddress = 10,
    SourceMac = 11,
    NeighbourSpoofed = 12,
    FragmentOrphan = 13,
    FragmentOverlap = 14,
    FragmentTiny = 15,
    FragmentOverlong = 16,
    FragmentTableFull = 17,
    ErrorUnrelated = 18,
    IcmpNoFlow = 19,
    FlowTableFull = 20,
    FlowCut = 21,
    TableBounds = 22,
    Contended = 23,
    FlowLimit = 24,
    CountOpened = 32,
    CountRejudged = 33,
    CountAlwaysAllowed = 34,
    CountEvicted = 35,
    CountFailsafe = 36,
    CountNotOwn = 37,
    CountRelated = 38,
    CountDouble = 39,
#pragma warning restore CS1591
}
