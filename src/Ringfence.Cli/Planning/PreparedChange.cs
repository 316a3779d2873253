using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Planning;

/// <summary>A call of the API that is still to be made.</summary>
internal sealed record ApiCall(ApiService Service, string Action, JsonObject Parameters);

/// <summary>A change that a command is about to make.</summary>
/// <param name="Call">The one call that makes it.</param>
internal sealed record PreparedChange(ApiCall Call)
{
    /// <summary>What was done, in lines for people; given what the server answered.</summary>
    public required Func<JsonElement, CancellationToken, ValueTask<IReadOnlyList<string>>> Past { get; init; }

    /// <summary>Asked before the call is made; null: nothing.</summary>
    public string? Question { get; init; }

    /// <summary>The calls whose effect a preview shows; null: the call itself.</summary>
    public JsonArray? Previewed { get; init; }

    /// <summary>Whether the call touches an interface's own groups or their rules; null: nobody's.</summary>
    public Func<NetworkInterface, bool>? Touches { get; init; }

    /// <summary>Addresses that an interface of a machine itself has from now on.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>A change that one sentence tells.</summary>
    public static PreparedChange Of(ApiCall call, Func<JsonElement, string> past) => new(call) { Past = (answer, _) => new([past(answer)]) };
}
