using System.Collections.Immutable;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// The effective policy of a sequence of rule lists as a classification table: the row of the far address's class, the column of the service, and in the cell the
/// first rule that matches. A decision is three loads, or five where ports matter, whatever the number of rules (Recursive Flow Classification, Gupta and McKeown,
/// SIGCOMM 1999). Immutable. Belongs to the <see cref="AddressClassifier"/> of the same <see cref="HostTables"/>: other versions may number classes differently.
/// </summary>
public sealed class CompiledPolicy
{
    private readonly ushort[] _rowOf;
    private readonly uint[] _matrix;

    internal CompiledPolicy(PolicyPlan plan, ServiceMap services, int[] serviceOfColumn, ushort[] rowOf, uint[] matrix, int columns)
    {
        Plan = plan;
        Services = services;
        ServiceOfColumn = serviceOfColumn;
        _rowOf = rowOf;
        _matrix = matrix;
        Columns = columns;
    }

    /// <summary>By address class: the row.</summary>
    public ReadOnlySpan<ushort> RowOf => _rowOf;

    /// <summary><c>[row * Columns + service class]</c>: entries as <see cref="CompiledVerdict"/> reads them.</summary>
    public ReadOnlySpan<uint> Matrix => _matrix;

    /// <summary>Service classes: the matrix's width.</summary>
    public int Columns { get; }

    /// <summary>The matrix's height.</summary>
    public int Rows => _matrix.Length / Columns;

    /// <summary>(Protocol, port) to service class.</summary>
    public ServiceMap Services { get; }

    /// <summary>By rule index, in the order of the lists, shadowed rules too; index 0 stands for "no rule".</summary>
    public ImmutableArray<RuleId> RuleIds => Plan.RuleIds;

    /// <summary>The ids of the lists this was compiled from, in order.</summary>
    public IEnumerable<string> ListIds => Plan.Lists.Select(list => list.Id);

    internal PolicyPlan Plan { get; }

    /// <summary>Service class by column of the plan's partition.</summary>
    internal int[] ServiceOfColumn { get; }

    internal ushort[] RowOfArray => _rowOf;

    internal uint[] MatrixArray => _matrix;

    /// <summary>What the first packet of a flow gets. Allocates nothing.</summary>
    /// <param name="classId">The far address's class, by the classifier of the same tables.</param>
    /// <param name="protocol">The IP protocol.</param>
    /// <param name="port">The destination port; ignored for protocols without ports.</param>
    public CompiledVerdict Evaluate(int classId, IpProtocol protocol, ushort port) =>
        new(_matrix[(_rowOf[classId] * Columns) + Services.ServiceOf(protocol, port)]);

    /// <summary>What makes this out of an earlier version of the same policy. One comparison of the tables.</summary>
    public PolicyDelta Since(CompiledPolicy earlier) => PolicyDelta.Between(earlier, this);
}
