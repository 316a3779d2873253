namespace Ringfence.Captures.FlowLogs;

/// <summary>What a replay needs of a flow log's record.</summary>
internal enum FlowLogField
{
    /// <summary>Something else.</summary>
    Other,
    Source,
    Destination,
    SourcePort,
    DestinationPort,
    Protocol,
    Packets,
    Bytes,
    Start,
    Action,
    Status,
    TcpFlags,

    /// <summary>The instance's address, in a record that is told from where it stands.</summary>
    Local,
    LocalPort,

    /// <summary>The far end's.</summary>
    Remote,
    RemotePort,

    /// <summary>Whether the far end opened the flow, or the instance.</summary>
    Direction,

    /// <summary>When, as a date.</summary>
    Opened,
}

/// <summary>The names of fields.</summary>
internal static class FlowLogFields
{
    /// <summary>
    /// The order of a record without a header line: version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status. It is the default of
    /// Amazon VPC (docs.aws.amazon.com, flow-log-records, version 2) and of Tencent Cloud's network interfaces (tencentcloud.com, document 682/18933) alike.
    /// </summary>
    public static readonly FlowLogField[] Usual =
    [
        FlowLogField.Other, FlowLogField.Other, FlowLogField.Other, FlowLogField.Source, FlowLogField.Destination, FlowLogField.SourcePort, FlowLogField.DestinationPort, FlowLogField.Protocol,
        FlowLogField.Packets, FlowLogField.Bytes, FlowLogField.Start, FlowLogField.Other, FlowLogField.Action, FlowLogField.Status,
    ];

    /// <summary>The field of a name: the clouds', with or without the braces of a format, and those of <c>LiveFlow</c>, which DescribeFlows answers with.</summary>
    public static FlowLogField Of(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("${"u8) && name.EndsWith("}"u8))
            name = name[2..^1];
        return name switch
        {
            _ when name.SequenceEqual("srcaddr"u8) => FlowLogField.Source,
            _ when name.SequenceEqual("dstaddr"u8) => FlowLogField.Destination,
            _ when name.SequenceEqual("srcport"u8) => FlowLogField.SourcePort,
            _ when name.SequenceEqual("dstport"u8) => FlowLogField.DestinationPort,
            _ when name.SequenceEqual("protocol"u8) || name.SequenceEqual("Protocol"u8) => FlowLogField.Protocol,
            _ when name.SequenceEqual("packets"u8) => FlowLogField.Packets,
            _ when name.SequenceEqual("bytes"u8) => FlowLogField.Bytes,
            _ when name.SequenceEqual("start"u8) => FlowLogField.Start,
            _ when name.SequenceEqual("action"u8) => FlowLogField.Action,
            _ when name.SequenceEqual("log-status"u8) || name.SequenceEqual("log_status"u8) => FlowLogField.Status,
            _ when name.SequenceEqual("tcp-flags"u8) || name.SequenceEqual("tcp_flags"u8) => FlowLogField.TcpFlags,
            _ when name.SequenceEqual("LocalAddress"u8) => FlowLogField.Local,
            _ when name.SequenceEqual("LocalPort"u8) => FlowLogField.LocalPort,
            _ when name.SequenceEqual("RemoteAddress"u8) => FlowLogField.Remote,
            _ when name.SequenceEqual("RemotePort"u8) => FlowLogField.RemotePort,
            _ when name.SequenceEqual("Direction"u8) => FlowLogField.Direction,
            _ when name.SequenceEqual("OpenedAt"u8) => FlowLogField.Opened,
            _ => FlowLogField.Other,
        };
    }
}
