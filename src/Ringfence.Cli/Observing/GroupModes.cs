using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Observing;

namespace Ringfence.Cli.Observing;

/// <summary>Whether groups decide or are observed.</summary>
internal static class GroupModes
{
    /// <summary>Every group's mode.</summary>
    public static Task<Listing<SecurityGroupMode>> ListAsync(Session session, CancellationToken cancellationToken) =>
        session.ListAsync(ApiService.Ringfence, "DescribeSecurityGroupModes", [], "SecurityGroupModeSet", RingfenceJsonContext.Default.SecurityGroupMode, cancellationToken);

    /// <summary>One group's mode.</summary>
    public static async Task<SecurityGroupMode> OfAsync(Session session, string groupId, CancellationToken cancellationToken) => (await session.CallAsync(
        ApiService.Ringfence, "DescribeSecurityGroupModes", new JsonObject { ["SecurityGroupIds"] = new JsonArray(groupId) },
        RingfenceJsonContext.Default.DescribeSecurityGroupModesResponse, cancellationToken).ConfigureAwait(false)).SecurityGroupModeSet.Single();

    /// <summary>The call that puts a group in a mode.</summary>
    public static ApiCall Call(string groupId, string mode) => new(ApiService.Ringfence, "ModifySecurityGroupMode", new JsonObject { ["SecurityGroupId"] = groupId, ["Mode"] = mode });

    /// <summary>A mode for people: <c>observe since 2026-11-27T13:00:00Z</c>.</summary>
    public static string Text(SecurityGroupMode mode) => mode.ModeSince is { } since ? $"{mode.Mode.ToLowerInvariant()} since {since}" : mode.Mode.ToLowerInvariant();
}
