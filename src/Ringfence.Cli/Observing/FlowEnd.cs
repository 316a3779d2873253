using System.Net;

namespace Ringfence.Cli.Observing;

/// <summary>One end of a flow.</summary>
internal static class FlowEnd
{
    /// <summary><c>10.0.0.1:80</c>, <c>[2001:db8::1]:80</c>; the address alone for a protocol without ports.</summary>
    public static string Text(string address, int port) => port == 0 ? address : new IPEndPoint(IPAddress.Parse(address), port).ToString();
}
