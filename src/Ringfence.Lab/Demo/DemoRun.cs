using System.Globalization;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Model;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Demo;

/// <summary>
/// Builds a small laboratory, applies groups through the API, shows who reaches whom and why on real packets, changes a rule under an open connection, and takes
/// everything down.
/// </summary>
public static class DemoRun
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CutBound = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs the demo.</summary>
    /// <param name="startServer">Starts a server whose agent enforces in the named network namespace.</param>
    /// <param name="output">Where to tell the story.</param>
    /// <param name="cancellationToken">Ends the demo early; everything is taken down all the same.</param>
    /// <returns>True when packets and evaluator agreed everywhere.</returns>
    /// <exception cref="IOException">Not root, or iproute2 is missing.</exception>
    public static async Task<bool> RunAsync(
        Func<string, CancellationToken, Task<IDemoServer>> startServer, TextWriter output, CancellationToken cancellationToken)
    {
        await using var lab = await Laboratory.CreateAsync(DemoScene.Layout).ConfigureAwait(false);
        await output.WriteLineAsync($"A host ({lab.Host.Namespace.Name}) with instances web, app and db, and the world outside, made of network namespaces.")
            .ConfigureAwait(false);
        await using var server = await startServer(lab.Host.Namespace.Name, cancellationToken).ConfigureAwait(false);
        var api = new SecurityGroupClient(server.Api);
        var applier = new ModelApplier(lab);
        long revision = await applier.ApplyAsync(api, DemoScene.Model, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Groups, rules and instances made through the API; enforced at revision {revision}."))
            .ConfigureAwait(false);
        await output.WriteLineAsync().ConfigureAwait(false);

        var matrix = new ReachabilityMatrix(lab, new ModelEvaluator(DemoScene.Model, lab));
        matrix.Print(output);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"\nPackets and evaluator agree on {matrix.Agreeing} of {matrix.Count} (IPv4 and IPv6).\n")).ConfigureAwait(false);
        bool changed = await ChangeAsync(lab, api, applier.GroupId("db"), applier.GroupId("app"), output, cancellationToken).ConfigureAwait(false);
        return matrix.Agreeing == matrix.Count && changed;
    }

    /// <summary>Forbids and allows app to reach db, with a connection open between them.</summary>
    private static async Task<bool> ChangeAsync(
        Laboratory lab, SecurityGroupClient api, string db, string app, TextWriter output, CancellationToken cancellationToken)
    {
        await using var open = await TcpConversation.TryOpenAsync(lab["app"].V4, lab["db"].V4, 5432, Bound, cancellationToken).ConfigureAwait(false);
        if (open is null || !await open.ExchangeAsync(1000, Bound, cancellationToken).ConfigureAwait(false))
            return false;
        Func<Probe> probe = () => Probe.Tcp(lab["app"].V4, lab["db"].V4, 5432);

        var drop = new ApiRule(RuleAction.Drop, "TCP", "5432", app);
        var closed = await VerdictChange.MeasureAsync(
            lab, probe, passesAfter: false, () => api.AddRulesAsync(db, "Ingress", [drop], cancellationToken)).ConfigureAwait(false);
        bool cut = !await open.ExchangeAsync(1000, CutBound, cancellationToken).ConfigureAwait(false);
        await TellAsync(output, "db drops app on top of its rules", closed, cut ? "the open connection is cut" : "THE OPEN CONNECTION GOES ON")
            .ConfigureAwait(false);

        var opened = await VerdictChange.MeasureAsync(
            lab, probe, passesAfter: true, () => api.DeleteFirstRuleAsync(db, "Ingress", cancellationToken)).ConfigureAwait(false);
        bool resumed = await open.ExchangeAsync(1000, Bound, cancellationToken).ConfigureAwait(false);
        await TellAsync(output, "db takes the rule back          ", opened, resumed ? "the connection goes on where it was" : "THE CONNECTION STAYS CUT")
            .ConfigureAwait(false);
        return cut && resumed;
    }

    private static Task TellAsync(TextWriter output, string what, VerdictChange change, string connection) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: answered in {change.Answer.TotalMilliseconds:F1} ms, packets noticed {change.Noticed.TotalMilliseconds:F1} ms later; {connection}."));
}
