using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// One policy in the arena, in one block with room to grow: a class or a row more is written in place as long as nothing that is in use moves.
/// </summary>
internal sealed class PolicyTables
{
    private const int KindsBytes = 512;
    private const ushort Unused = 0xffff;

    private readonly Arena _arena;
    private readonly uint _block;
    private readonly IReadOnlyList<RuleId> _rules;
    private readonly uint[] _numbers;

    private PolicyTables(Arena arena, uint block, KernelTable table, IReadOnlyList<RuleId> rules, uint[] numbers)
    {
        _arena = arena;
        _block = block;
        Table = table;
        _rules = rules;
        _numbers = numbers;
    }

    /// <summary>Where its parts are: what goes into an enforcement.</summary>
    public KernelTable Table { get; }

    /// <summary>Writes a policy. Nothing names it yet.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public static PolicyTables Write(Arena arena, PolicyImage image, RuleNumbers numbers)
    {
        int classes = Headroom(image.RowOf.Length), rows = image.Matrix.Length / image.Columns, cells = Headroom(rows) * image.Columns;
        uint rowsAt = 0, kindsAt = Aligned(classes * 2), portsAt = kindsAt + KindsBytes, pagesAt = portsAt + Aligned(image.PortMaps.Length * 2),
            matrixAt = pagesAt + Aligned(image.Pages.Length * 2);
        if (!numbers.HasRoomFor(image.Rules.Skip(1)))
            throw new IOException("The host's policies have more different rules than the kernel's tables can count.");
        uint block = arena.Allocate(matrixAt + ((long)cells * 4));
        var numberOf = new uint[image.Rules.Count];
        for (int i = 1; i < numberOf.Length; i++)
            numberOf[i] = numbers.Hold(image.Rules[i]);

        var tables = new PolicyTables(arena, block, new KernelTable
        {
            Rows = block + rowsAt,
            Classes = (uint)classes,
            Kinds = block + kindsAt,
            Ports = block + portsAt,
            Pages = block + pagesAt,
            Matrix = block + matrixAt,
            Columns = (uint)image.Columns,
            Cells = (uint)cells,
        }, image.Rules, numberOf);
        image.Kinds.Span.CopyTo(arena.At<ushort>(tables.Table.Kinds, 256));
        image.PortMaps.Span.CopyTo(arena.At<ushort>(tables.Table.Ports, image.PortMaps.Length));
        image.Pages.Span.CopyTo(arena.At<ushort>(tables.Table.Pages, image.Pages.Length));
        tables.WriteRows(image, 0);
        var rowOf = arena.At<ushort>(tables.Table.Rows, classes);
        image.RowOf.Span.CopyTo(rowOf);
        rowOf[image.RowOf.Length..].Fill(Unused);
        return tables;
    }

    /// <summary>Whether a later version that only adds rows and classes fits in place.</summary>
    public bool HasRoomFor(PolicyImage later) => later.RowOf.Length <= Table.Classes && later.Matrix.Length <= Table.Cells;

    /// <summary>Writes new rows, then the rows of classes: each class one store.</summary>
    public void Extend(PolicyImage later, int firstNewRow, IEnumerable<int> classes)
    {
        WriteRows(later, firstNewRow);
        var rowOf = _arena.At<ushort>(Table.Rows, (int)Table.Classes);
        foreach (int classId in classes)
            Volatile.Write(ref rowOf[classId], later.RowOf.Span[classId]);
    }

    /// <summary>Gives a class a row before anything has that class.</summary>
    public void SetRow(int classId, ushort row) => Volatile.Write(ref _arena.At<ushort>(Table.Rows, (int)Table.Classes)[classId], row);

    /// <summary>The row of a class; null when the class is not in use or beyond the table.</summary>
    public ushort? RowOf(int classId)
    {
        if (classId >= Table.Classes)
            return null;
        ushort row = _arena.At<ushort>(Table.Rows, (int)Table.Classes)[classId];
        return row == Unused ? null : row;
    }

    /// <summary>Gives everything back: no enforcement names this policy any more.</summary>
    public void Retire(RuleNumbers numbers)
    {
        _arena.Retire(_block);
        for (int i = 1; i < _rules.Count; i++)
            numbers.Release(_rules[i]);
    }

    private static int Headroom(int count) => (count + (count / 4) + 64) / 64 * 64;

    private static uint Aligned(int bytes) => (uint)((bytes + Arena.Line - 1) / Arena.Line * Arena.Line);

    private void WriteRows(PolicyImage image, int firstRow)
    {
        var cells = image.Matrix.Span[(firstRow * image.Columns)..];
        var matrix = _arena.At<uint>(Table.Matrix + ((uint)(firstRow * image.Columns) * 4), cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            uint cell = cells[i];
            matrix[i] = (_numbers[cell >> 1] << 1) | (cell & 1);
        }
    }
}
