using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Exposure;

/// <summary>What can be done about a rule that opens too much: it keeps the ports that are often meant to be public, or goes.</summary>
public static class ExposureFix
{
    /// <summary>A rule that lists more ports than this is not a list of services that somebody chose.</summary>
    private const int MostPorts = 20;

    /// <summary>
    /// What the rule may keep, so that what it opens is <see cref="ExposureSeverity.Low"/>: those of its ports that are, where it lists a few ports of one protocol. Empty: it should go.
    /// </summary>
    public static ServiceSet Kept(EffectiveRule rule)
    {
        if (rule.Services.Services is not [{ Protocol: { HasPorts: true } protocol } service])
            return ServiceSet.Empty;
        ushort[] ports = [.. service.Ports.Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)).Take(MostPorts + 1).Select(port => (ushort)port)];
        if (ports.Length > MostPorts)
            return ServiceSet.Empty;
        PortRange[] kept = [.. ports.Where(port => ServiceSeverity.Of(Of(protocol, new PortRange(port, port))) == ExposureSeverity.Low).Select(port => new PortRange(port, port))];
        return kept.Length == 0 ? ServiceSet.Empty : Of(protocol, kept);
    }

    private static ServiceSet Of(IpProtocol protocol, params ReadOnlySpan<PortRange> ports) => ServiceSet.Of(new LiteralService(protocol, PortSet.Of(ports)));
}
