using Ringfence.Cli.Running;
using Ringfence.Contracts.Ringfence.Guards;

namespace Ringfence.Cli.Guards;

/// <summary>Which guards a change went past with <c>--force-guards</c>: those that are violated after it and were not before. The answer of a change does not tell.</summary>
internal static class ForcedGuards
{
    /// <summary>The ids of the guards that are violated; null when the change is not forced.</summary>
    public static async Task<IReadOnlySet<string>?> ViolatedAsync(Session session, CancellationToken cancellationToken) => session.ForceGuards
        ? (await ReadAsync(session, cancellationToken).ConfigureAwait(false)).Select(static guard => guard.GuardId).ToHashSet(StringComparer.Ordinal)
        : null;

    /// <summary>A line for each guard that is violated now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="before">Those that were before; null: the change is not forced, so it went past none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyList<string>> SinceAsync(Session session, IReadOnlySet<string>? before, CancellationToken cancellationToken) => before is null
        ? []
        : [
            .. (await ReadAsync(session, cancellationToken).ConfigureAwait(false)).Where(guard => !before.Contains(guard.GuardId))
                .Select(static guard => $"Went past the guard {guard.GuardName} ({guard.GuardId}): {guard.Witness!.Text}."),
        ];

    private static async Task<IEnumerable<GuardRecord>> ReadAsync(Session session, CancellationToken cancellationToken) =>
        (await GuardsCommand.Guards.ListAsync(session, cancellationToken).ConfigureAwait(false)).Items.Where(static guard => guard.Witness is not null);
}
