using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ringfence.Cli.Output;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Running;

/// <summary>One command's dealings with the server and the person.</summary>
internal sealed class Session(IApiClient api, Printer printer, Progress progress, Confirmation confirmation)
{
    /// <summary>The vendor's largest page.</summary>
    private const int PageSize = 100;

    /// <summary>Where results go.</summary>
    public Printer Printer { get; } = printer;

    /// <summary>Asks before something is changed for good.</summary>
    public Confirmation Confirmation { get; } = confirmation;

    /// <summary>Calls an action.</summary>
    /// <returns>The content of <c>Response</c>.</returns>
    /// <exception cref="CommandFailure">The server refused.</exception>
    public Task<JsonElement> CallAsync(ApiService service, string action, JsonObject parameters, CancellationToken cancellationToken) =>
        progress.WatchAsync(action, SendAsync(service, action, parameters, cancellationToken), cancellationToken);

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
    /// <param name="shape">An element.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Listing<T>> ListAsync<T>(
        ApiService service, string action, JsonObject parameters, string set, JsonTypeInfo<T> shape, CancellationToken cancellationToken) =>
        progress.WatchAsync(action, PagesAsync(service, action, parameters, set, shape, cancellationToken), cancellationToken);

    private async Task<Listing<T>> PagesAsync<T>(
        ApiService service, string action, JsonObject parameters, string set, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
    {
        var elements = new List<JsonElement>();
        while (true)
        {
            var page = parameters.DeepClone().AsObject();
            page["Offset"] = elements.Count;
            page["Limit"] = PageSize;
            var answer = await SendAsync(service, action, page, cancellationToken).ConfigureAwait(false);
            int before = elements.Count;
            elements.AddRange(answer.GetProperty(set).EnumerateArray());
            if (elements.Count == before || elements.Count >= answer.GetProperty("TotalCount").GetInt64())
                return new Listing<T>(set, elements, [.. elements.Select(element => Read(element, shape))]);
        }
    }

    private async Task<JsonElement> SendAsync(ApiService service, string action, JsonObject parameters, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(service, action, parameters, cancellationToken).ConfigureAwait(false);
        if (answer.ErrorCode is null)
            return answer.Response;
        string? requestId = answer.Response.TryGetProperty("RequestId", out var id) ? id.GetString() : null;
        throw new CommandFailure(ExitCode.Refused, answer.ErrorCode, answer.ErrorMessage!.Split('\n')) { RequestId = requestId };
    }

    private static T Read<T>(JsonElement element, JsonTypeInfo<T> shape) =>
        element.Deserialize(shape) ?? throw new HttpRequestException("The server answered null where an object is due.");
}

/// <summary>All elements of a list.</summary>
/// <param name="Set">The member of the answers that held them.</param>
/// <param name="Elements">As they came.</param>
/// <param name="Items">As they are read.</param>
internal sealed record Listing<T>(string Set, IReadOnlyList<JsonElement> Elements, IReadOnlyList<T> Items)
{
    /// <summary>The list as one answer, as if it had fitted on one page.</summary>
    public JsonObject ToJson() => new()
    {
        [Set] = new JsonArray([.. Elements.Select(element => (JsonNode?)JsonObject.Create(element))]),
        ["TotalCount"] = Elements.Count,
    };
}
