using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Naming;

/// <summary>A list of Ringfence's own API whose elements people call by id or name.</summary>
/// <param name="kind">What they are called: "guard".</param>
/// <param name="action">The action that lists them.</param>
/// <param name="set">The member of its answer that holds them.</param>
/// <param name="shape">Reads one.</param>
/// <param name="id">One's id.</param>
/// <param name="name">One's name.</param>
internal sealed class NamedList<T>(string kind, string action, string set, JsonTypeInfo<T> shape, Func<T, string> id, Func<T, string> name)
{
    /// <summary>All of them.</summary>
    public Task<Listing<T>> ListAsync(Session session, CancellationToken cancellationToken) =>
        session.ListAsync(ApiService.Ringfence, action, [], set, shape, cancellationToken);

    /// <summary>All of them, to be found by id or name.</summary>
    public async Task<NamedThings<T>> NamesAsync(Session session, CancellationToken cancellationToken) =>
        new(kind, (await ListAsync(session, cancellationToken).ConfigureAwait(false)).Items, id, name);

    /// <summary>The argument that names one.</summary>
    /// <param name="runner">Runs the completion.</param>
    /// <param name="description">What it may be.</param>
    public Argument<string> Argument(CommandRunner runner, string description) => new Argument<string>(kind) { Description = description }
        .Offering(runner, async (session, token) => (await NamesAsync(session, token).ConfigureAwait(false)).All.Select(name));
}
