using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>A compiled policy as arrays: what the writer puts into the arena.</summary>
/// <param name="RowOf">By address class: the row.</param>
/// <param name="Kinds">By protocol: a column, or 0x8000 | number of a port map.</param>
/// <param name="PortMaps">256 page numbers each.</param>
/// <param name="Pages">256 columns each.</param>
/// <param name="Matrix">[row * Columns + column]: rule index &lt;&lt; 1 | accept; 0: no rule.</param>
/// <param name="Columns">The matrix' width.</param>
/// <param name="Rules">Rule ids by rule index; index 0 is nobody's.</param>
internal sealed record PolicyImage(
    ReadOnlyMemory<ushort> RowOf,
    ReadOnlyMemory<ushort> Kinds,
    ReadOnlyMemory<ushort> PortMaps,
    ReadOnlyMemory<ushort> Pages,
    ReadOnlyMemory<uint> Matrix,
    int Columns,
    IReadOnlyList<RuleId> Rules);
