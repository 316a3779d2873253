using System.Runtime.CompilerServices;
using Ringfence.Control.HostQueries;
using Ringfence.Datapath;

namespace Ringfence.Server.Enforcement;

/// <summary>The flows of the agent inside this process.</summary>
internal sealed class LocalFlows(string host, IDatapath datapath) : IFlowSource
{
    /// <inheritdoc/>
    public IAsyncEnumerable<ObservedFlow>? Read(string asked, CancellationToken cancellationToken) => asked == host ? ReadAsync(cancellationToken) : null;

    private async IAsyncEnumerable<ObservedFlow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var flow in datapath.ReadFlowsAsync(cancellationToken))
        {
            // Of an interface that is not enforced any more: nobody's.
            if (flow.InterfaceId is not { } id)
                continue;
            yield return new ObservedFlow(
                id, flow.Opened, flow.Protocol, flow.Local, flow.LocalPort, flow.Remote, flow.RemotePort,
                flow.State.ToString(), flow.OpenedAt, flow.LastSeen, flow.Rule, flow.Revision, flow.IsCurrent)
            {
                IsClosing = flow.State is FlowState.TcpClosing or FlowState.TcpClosed,
            };
        }
    }
}
