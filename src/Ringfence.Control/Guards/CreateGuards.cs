using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>Declares guards: all of them or none. One that the world breaks as it is, is refused with a packet that does, unless it is to be recorded as violated.</summary>
/// <param name="Specs">At least one.</param>
/// <param name="RecordViolated">Declare also what is broken already.</param>
public sealed record CreateGuards(ImmutableArray<GuardSpec> Specs, bool RecordViolated) : IGuardDeclaration
{
    private GuardDeclaration? Prepared { get; init; }

    /// <inheritdoc/>
    public IGuardDeclaration Prepare(World world, CommandContext context, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var guards = Read(world, context, faults);
        return faults.Any ? this : this with { Prepared = GuardDeclaration.Prepare(world, guards, cancellationToken) };
    }

    /// <inheritdoc/>
    public Decision<ImmutableArray<DeclaredGuard>> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var guards = Read(world, context, faults);
        return faults.Any ? faults.Refuse<ImmutableArray<DeclaredGuard>>() : GuardDeclaration.Decide(Prepared, world, guards, RecordViolated);
    }

    private ImmutableArray<Guard> Read(World world, CommandContext context, Faults faults)
    {
        if (Specs.IsEmpty)
            faults.Add(RefusalKind.Missing, "Guards", "at least one guard is required.");
        int present = world.Guards.Values.Count(guard => guard.Scope == context.Scope);
        if (present + Specs.Length > context.Quotas.Guards)
            faults.Add(RefusalKind.GuardQuota, "Guards", $"there would be {present + Specs.Length} guards; at most {context.Quotas.Guards} are allowed in a region.");
        var reader = new GuardReader(world, context, faults);
        var ids = new FreshIds(world, context.Ids);
        return [.. Specs.Select((spec, i) => reader.Read(spec, Blank(context, ids.Next(Identifier.Guard)), $"Guards.{i}"))];
    }

    private static Guard Blank(CommandContext context, string id) => new()
    {
        Id = id,
        Scope = context.Scope,
        Name = "",
        Description = "",
        From = GuardEnd.Nobody,
        Except = GuardEnd.Nobody,
        To = GuardEnd.Nobody,
        Services = [],
        ServiceSet = ServiceSet.Empty,
        CreatedAt = context.Now,
        UpdatedAt = context.Now,
    };
}
