using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ringfence.Cli.Guarding;
using Ringfence.Cli.Output;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Running;

/// <summary>One command's dealings with the server and the person.</summary>
internal sealed class Session
{
    /// <summary>The vendor's largest page.</summary>
    private const int PageSize = 100;

    private readonly IApiClient _api;
    private readonly Progress _progress;

    /// <summary>Opens a session with a server.</summary>
    public Session(IApiClient api, Printer printer, CliSurroundings surroundings)
    {
        _api = api;
        _progress = new Progress(surroundings);
        Printer = printer;
        Confirmation = new Confirmation(surroundings);
        SshGuard = new SshGuard(this, new Lazy<SshPath?>(() => SshPath.Find(surroundings)), surroundings.MachineName);
    }

    /// <summary>Whether changes go past guards.</summary>
    public bool ForceGuards { get; init; }

    /// <summary>Where results go.</summary>
    public Printer Printer { get; }

    /// <summary>Asks before something is changed for good.</summary>
    public Confirmation Confirmation { get; }

    /// <summary>Asks before the way in by which this session came is touched.</summary>
    public SshGuard SshGuard { get; }

    /// <summary>Calls an action.</summary>
    /// <returns>The content of <c>Response</c>.</returns>
    /// <exception cref="CommandFailure">The server refused.</exception>
    public Task<JsonElement> CallAsync(ApiService service, string action, JsonObject parameters, CancellationToken cancellationToken) =>
        _progress.WatchAsync(action, SendAsync(service, action, parameters, cancellationToken), cancellationToken);

    /// <summary>Calls an action and reads its answer.</summary>
    /// <exception cref="CommandFailure">The server refused.</exception>
    public async Task<T> CallAsync<T>(
        ApiService service, string action, JsonObject parameters, JsonTypeInfo<T> shape, CancellationToken cancellationToken) =>
        Read(await CallAsync(service, action, parameters, cancellationToken).ConfigureAwait(false), shape);

    /// <summary>All pages of a list.</summary>
    /// <param name="service">The product.</param>
    /// <param name="action">An action with <c>Offset</c>, <c>Limit</c> and <c>TotalCount</c>.</param>
    /// <param name="parameters">Its other parameters.</param>
    /// <param name="set">The member of the answer that holds the elements.</param>
    /// <param name="read">Reads an element.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="most">How many at the most.</param>
    public Task<Listing<T>> ListAsync<T>(
        ApiService service, string action, JsonObject parameters, string set, Func<JsonElement, T> read, CancellationToken cancellationToken, int most = int.MaxValue) =>
        _progress.WatchAsync(action, PagesAsync(service, action, parameters, set, read, most, cancellationToken), cancellationToken);

    /// <summary>All pages of a list whose elements have a shape.</summary>
    public Task<Listing<T>> ListAsync<T>(
        ApiService service, string action, JsonObject parameters, string set, JsonTypeInfo<T> shape, CancellationToken cancellationToken, int most = int.MaxValue) =>
        ListAsync(service, action, parameters, set, element => Read(element, shape), cancellationToken, most);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="HttpRequestException">It has not the shape that is due.</exception>
    public static T Read<T>(JsonElement element, JsonTypeInfo<T> shape)
    {
        try
        {
            return element.Deserialize(shape) ?? throw new JsonException("null where an object is due.");
        }
        catch (JsonException foreign)
        {
            throw new HttpRequestException($"The server's answer is not one that this version knows: {foreign.Message}", foreign);
        }
    }

    private async Task<Listing<T>> PagesAsync<T>(
        ApiService service, string action, JsonObject parameters, string set, Func<JsonElement, T> read, int most, CancellationToken cancellationToken)
    {
        var elements = new List<JsonElement>();
        SortedSet<string>? unreachable = null;
        while (true)
        {
            var page = parameters.DeepClone().AsObject();
            page["Offset"] = elements.Count;
            page["Limit"] = Math.Min(PageSize, most - elements.Count);
            var answer = await SendAsync(service, action, page, cancellationToken).ConfigureAwait(false);
            int before = elements.Count;
            elements.AddRange(answer.GetProperty(set).EnumerateArray());
            if (answer.TryGetProperty("UnreachableHosts", out var hosts))
                (unreachable ??= new SortedSet<string>(StringComparer.Ordinal)).UnionWith(hosts.EnumerateArray().Select(host => host.GetString()!));
            if (elements.Count == before || elements.Count >= most || elements.Count >= answer.GetProperty("TotalCount").GetInt64())
                return new Listing<T>(set, elements, [.. elements.Select(read)]) { UnreachableHosts = unreachable };
        }
    }

    private async Task<JsonElement> SendAsync(ApiService service, string action, JsonObject parameters, CancellationToken cancellationToken)
    {
        if (ForceGuards)
            parameters[nameof(ForceGuards)] = true;
        var answer = await _api.CallAsync(service, action, parameters, cancellationToken).ConfigureAwait(false);
        if (answer.ErrorCode is null)
            return answer.Response;
        string? requestId = answer.Response.TryGetProperty("RequestId", out var id) ? id.GetString() : null;
        throw new CommandFailure(ExitCode.Refused, answer.ErrorCode, answer.ErrorMessage!.Split('\n')) { RequestId = requestId };
    }
}

/// <summary>All elements of a list.</summary>
/// <param name="Set">The member of the answers that held them.</param>
/// <param name="Elements">As they came.</param>
/// <param name="Items">As they are read.</param>
internal sealed record Listing<T>(string Set, IReadOnlyList<JsonElement> Elements, IReadOnlyList<T> Items)
{
    /// <summary>Hosts that some answer says could not be asked; null: the action asks none.</summary>
    public IReadOnlySet<string>? UnreachableHosts { get; init; }

    /// <summary>The list as one answer, as if it had fitted on one page.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            [Set] = new JsonArray([.. Elements.Select(element => (JsonNode?)JsonObject.Create(element))]),
            ["TotalCount"] = Elements.Count,
        };
        if (UnreachableHosts is { } hosts)
            json[nameof(UnreachableHosts)] = new JsonArray([.. hosts.Select(host => (JsonNode)host)]);
        return json;
    }
}
