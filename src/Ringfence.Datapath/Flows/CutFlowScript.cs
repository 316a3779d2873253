using Ringfence.Datapath.Nftables;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Linux.Conntrack;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Flows;

/// <summary>Cut flows as elements of the sets that bar their answers.</summary>
internal static class CutFlowScript
{
    public static void Bar(NftScript script, IReadOnlyList<CutFlow> flows, TimeProvider time)
    {
        foreach (bool isIPv6 in (ReadOnlySpan<bool>)[false, true])
        {
            bool any = false;
            foreach (var flow in flows)
            {
                long seconds = (flow.Until - time.GetTimestamp()) / time.TimestampFrequency;
                if (flow.Reply.IsIPv6 != isIPv6 || seconds <= 0)
                    continue;
                Separate(script, "add", isIPv6, ref any);
                Key(script, flow.Reply);
                script.Part($" timeout {seconds}s");
            }

            End(script, any);
        }
    }

    public static void Lift(NftScript script, IReadOnlyList<CutFlow> flows)
    {
        // Deleting what ran out a moment ago would be an error, adding what is there is not.
        foreach (string verb in (ReadOnlySpan<string>)["add", "delete"])
        {
            foreach (bool isIPv6 in (ReadOnlySpan<bool>)[false, true])
            {
                bool any = false;
                foreach (var flow in flows)
                {
                    if (flow.Reply.IsIPv6 != isIPv6)
                        continue;
                    Separate(script, verb, isIPv6, ref any);
                    Key(script, flow.Reply);
                }

                End(script, any);
            }
        }
    }

    private static void Separate(NftScript script, string verb, bool isIPv6, ref bool any)
    {
        if (any)
            script.Append(", ");
        else
            script.Part($"{verb} element {TableNames.Main.Inet} {(isIPv6 ? "cut_v6" : "cut_v4")} {{ ");
        any = true;
    }

    private static void End(NftScript script, bool any)
    {
        if (any)
            script.Append(" }\n");
    }

    private static void Key(NftScript script, in ConntrackTuple tuple) => script.Part(
        $"{Address(tuple.IsIPv6, tuple.Source)} . {Address(tuple.IsIPv6, tuple.Destination)} . {tuple.Protocol} . {tuple.SourcePort} . {tuple.DestinationPort}");

    private static IpAddress Address(bool isIPv6, UInt128 value) => isIPv6 ? IpAddress.V6(value) : IpAddress.V4((uint)value);
}
