using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Api.Http;
using Ringfence.Api.Ringfence.Observing;
using Ringfence.Api.Tests.Support;
using Ringfence.Contracts.Common;
using Ringfence.Control.Commands;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests;

/// <summary>Calls actions as the pipeline does, without the wire: parameters as JSON, answers through the real serialization.</summary>
internal sealed class TestApi
{
    public const string Vpc = "2017-03-12";
    public const string Clb = "2018-03-17";
    public const string Cdb = "2017-03-20";
    public const string Tag = "2018-08-13";
    public const string Region = "2022-06-27";
    public const string Extension = "2026-11-01";

    /// <summary>No naming policy and no ignore condition: the records alone say what their JSON is.</summary>
    public static readonly JsonSerializerOptions Json = new() { TypeInfoResolver = JsonTypeInfoResolver.Combine([.. ResponseJson.Resolvers]) };

    private readonly ActionRouter _router;

    public TestApi(World world, ActionOptions? options = null, string? dataFolder = null, Quotas? quotas = null, TimeProvider? boardClock = null)
    {
        Board = new EnforcementBoard(boardClock ?? TimeProvider.System);
        var limits = quotas ?? new Quotas();
        Plane = TestPlane.Create(world, limits);
        Keys = TestKeys.Open(dataFolder ?? AppContext.BaseDirectory);
        var given = options ?? new ActionOptions { DefaultHost = "h1", QuotasOf = _ => limits };
        Actions = ActionCatalog.Create(Plane, Board, Plane, Keys, Audit, given);
        Observed = new ObservedWorlds(Plane, Board, Plane, Keys, Audit, given);
        _router = new ActionRouter(Actions);
    }

    public IReadOnlyList<IApiAction> Actions { get; }

    /// <summary>What the observer asks of observed changes.</summary>
    public ObservedWorlds Observed { get; }

    public AccessKeys Keys { get; }

    public MemoryAudit Audit { get; } = new();

    public TestPlane Plane { get; }

    public EnforcementBoard Board { get; }

    public string RemoteAddress { get; set; } = "203.0.113.9";

    /// <summary>Whether the caller goes past guards.</summary>
    public bool ForcesGuards { get; set; }

    public Scope Scope { get; set; } = TestWorld.Home;

    /// <summary>The id of the requests from now on.</summary>
    public string RequestId { get; set; } = "r-1";

    /// <summary>The answer, RequestId aside. Fails the test when it is refused.</summary>
    public async Task<JsonNode> Call(string version, string action, string parameters, CancellationToken? cancel = null)
    {
        var result = await Execute(version, action, parameters, cancel);
        Assert.True(result.Error is null, $"{action}: {result.Error?.Code} {result.Error?.Message}");
        return JsonSerializer.SerializeToNode(result.Response, Json.GetTypeInfo(result.Response!.GetType()))!;
    }

    /// <summary>The error. Fails the test when it is not refused.</summary>
    public async Task<ApiError> Refused(string version, string action, string parameters)
    {
        var result = await Execute(version, action, parameters);
        Assert.True(result.Error is not null, $"{action} was accepted: {result.Response}");
        return result.Error;
    }

    private async Task<ActionResult> Execute(string version, string action, string parameters, CancellationToken? cancel = null)
    {
        Assert.True(_router.TryFind(version, action, out var found), $"There is no {action} in {version}.");
        using var document = JsonDocument.Parse(parameters);
        var origin = new Origin("AKIDtest", RemoteAddress, RequestId, action) { ForcesGuards = ForcesGuards };
        return await found.ExecuteAsync(
            new ParameterReader(document.RootElement), new RequestContext(Scope, origin, RequestId), cancel ?? TestContext.Current.CancellationToken);
    }
}
