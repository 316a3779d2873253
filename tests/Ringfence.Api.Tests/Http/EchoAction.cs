using System.Text.Json.Serialization;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Tests.Http;

public sealed record EchoResponse(string? Text, long? Number, bool? Flag, int? Count, string Region, string Account, string SecretId);

[JsonSerializable(typeof(EchoResponse))]
public sealed partial class EchoJson : JsonSerializerContext;

/// <summary>An action that answers with what it read: what the transport tests look at.</summary>
public sealed class EchoAction : IApiAction
{
    public string Service => "vpc";

    public string Version => "2017-03-12";

    public string Name => "Echo";

    public ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string? text = parameters.String("Text");
        long? number = parameters.Integer("Number");
        bool? flag = parameters.Boolean("Flag");
        int? count = parameters.Strings("Items")?.Length;
        string? nested = string.Concat(parameters.Objects("Filters", filter => $"{filter.String("Name")}={string.Join(',', filter.Strings("Values") ?? [])};") ?? []);
        if (!parameters.TryFinish(out var error))
            return new(ActionResult.Fail(error));
        return new(ActionResult.Ok(new EchoResponse(
            text ?? (nested.Length > 0 ? nested : null), number, flag, count, context.Scope.Region, context.Scope.Account, context.Origin.SecretId)));
    }
}

/// <summary>An action without an answer of its own.</summary>
public sealed class EmptyAction : IApiAction
{
    public string Service => "vpc";

    public string Version => "2017-03-12";

    public string Name => "Nothing";

    public ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken) =>
        new(new ActionResult(null, null));
}

/// <summary>An action that, by its name, only looks.</summary>
public sealed class LookingAction : IApiAction
{
    public string Service => "vpc";

    public string Version => "2017-03-12";

    public string Name => "DescribeNothing";

    public ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken) =>
        new(new ActionResult(null, null));
}

/// <summary>A change that may be asked what it would do.</summary>
public sealed class DryAction : IApiAction
{
    public string Service => "vpc";

    public string Version => "2017-03-12";

    public string Name => "Dry";

    public bool LooksOnDryRun => true;

    public ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        parameters.Boolean("DryRun");
        return new(parameters.TryFinish(out var error) ? new ActionResult(null, null) : ActionResult.Fail(error));
    }
}

/// <summary>A bug.</summary>
public sealed class ThrowingAction : IApiAction
{
    public string Service => "vpc";

    public string Version => "2017-03-12";

    public string Name => "Throw";

    public ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("the secret cause");
}

/// <summary>Answers with a type that no context knows.</summary>
public sealed class UnknownTypeAction : IApiAction
{
    public string Service => "ringfence";

    public string Version => "2026-11-01";

    public string Name => "Unknown";

    public ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken) =>
        new(ActionResult.Ok(new Uri("http://localhost")));
}
