using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>One policy in the arena, in one block. Never changed once written.</summary>
internal sealed class PolicyTables
{
    private const int KindsBytes = 512;

    private readonly Arena _arena;
    private readonly uint _block;
    private readonly IReadOnlyList<RuleId> _rules;

    private PolicyTables(Arena arena, uint block, KernelTable table, IReadOnlyList<RuleId> rules)
    {
        _arena = arena;
        _block = block;
        Table = table;
        _rules = rules;
    }

    /// <summary>Where its parts are: what goes into an enforcement.</summary>
    public KernelTable Table { get; }

    /// <summary>Writes a policy. Nothing names it yet.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public static PolicyTables Write(Arena arena, PolicyImage image, RuleNumbers numbers)
    {
        int classes = image.RowOf.Length, cells = image.Matrix.Length;
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
        }, image.Rules);
        image.Kinds.Span.CopyTo(arena.At<ushort>(tables.Table.Kinds, 256));
        image.PortMaps.Span.CopyTo(arena.At<ushort>(tables.Table.Ports, image.PortMaps.Length));
        image.Pages.Span.CopyTo(arena.At<ushort>(tables.Table.Pages, image.Pages.Length));
        image.RowOf.Span.CopyTo(arena.At<ushort>(tables.Table.Rows, classes));
        var matrix = arena.At<uint>(tables.Table.Matrix, cells);
        for (int i = 0; i < cells; i++)
        {
            uint cell = image.Matrix.Span[i];
            matrix[i] = (numberOf[cell >> 1] << 1) | (cell & 1);
        }

        return tables;
    }

    /// <summary>Gives everything back: no enforcement names this policy any more.</summary>
    public void Retire(RuleNumbers numbers)
    {
        _arena.Retire(_block);
        for (int i = 1; i < _rules.Count; i++)
            numbers.Release(_rules[i]);
    }

    private static uint Aligned(int bytes) => (uint)((bytes + Arena.Line - 1) / Arena.Line * Arena.Line);
}
