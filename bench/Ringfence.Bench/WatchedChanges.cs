using System.Globalization;
using Ringfence.Lab.Probing;

namespace Ringfence.Bench;

/// <summary>What one kind of sender saw of one driver's changes.</summary>
/// <param name="sender">The sender, as the table names it.</param>
/// <param name="pace">When it sends.</param>
internal sealed class WatchedChanges(string sender, ProbePace pace)
{
    private readonly List<VerdictChange> _newFlows = [];
    private readonly List<VerdictChange> _oldFlow = [];

    public ProbePace Pace => pace;

    /// <summary>Notes a change that was seen by one flow that stays, or by new flows.</summary>
    public void Add(VerdictChange change, bool established) => (established ? _oldFlow : _newFlows).Add(change);

    /// <summary>Rows of a table, after the driver: sender, what, p50, p99, max.</summary>
    public IEnumerable<string> Rows =>
    [
        Row("call to answer", Both.Select(change => change.Answer)),
        Row("answer to changed verdict, new flows", _newFlows.Select(change => change.Noticed)),
        Row("answer to changed verdict, established flow", _oldFlow.Select(change => change.Noticed)),
        Row("call to changed verdict, both", Both.Select(change => change.Answer + change.Noticed)),
        Row("from one packet of the sender to the next", pace.Gaps),
    ];

    /// <summary>How much of a core the sender itself took.</summary>
    public string Share => string.Create(CultureInfo.InvariantCulture, $"{sender} {pace.ShareOfCpu * 100:F0} %");

    private IEnumerable<VerdictChange> Both => _newFlows.Concat(_oldFlow);

    private string Row(string what, IEnumerable<TimeSpan> times) => $"{sender} | {what} | {new Percentiles(times).Row}";
}
