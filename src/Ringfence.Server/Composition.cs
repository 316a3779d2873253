using Ringfence.Journal;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Server;

/// <summary>
/// The product's composition, the one place where control plane, journal, actions and agent meet. On this branch it holds the HTTP side alone: no actions, nothing enforced, and
/// it says so.
/// </summary>
internal sealed class Composition : IServerComposition
{
    public ValueTask<ServerParts> OpenAsync(ServerOptions options, DataFolder folder, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        if (options.Datapath == DatapathChoice.Nftables)
            throw new StartupException("This build has no datapath; start it with --datapath none.");
        return new(new ServerParts
        {
            Actions = [],
            JsonContexts = [],
            Health = static () => ServerHealth.Ok(0, null),
            Enforcement = "NOT enforcing: this build has no datapath",
            Close = static () => ValueTask.CompletedTask,
        });
    }

    public ValueTask<string> ReleaseAsync(ServerOptions options, ServerSurroundings surroundings, CancellationToken cancellationToken) =>
        throw new StartupException("This build has no datapath, so it has nothing to release.");

    public ValueTask<int> DemonstrateAsync(RunningServer server, TextWriter output, CancellationToken cancellationToken) =>
        throw new StartupException("This build has no lab to demonstrate with.");
}
