using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Analysis;
using Ringfence.Contracts.Ringfence.Guards;
using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>Guards as the wire has them.</summary>
internal static class GuardShape
{
    /// <summary>What guards do not see.</summary>
    public static ImmutableArray<string> Limits { get; } =
    [
        .. AnalysisShape.Limits,
        "Whoever may register instances is believed which special-purpose addresses (private ones among them) they have; an address of the Internet may be anybody's, whoever is registered with it.",
        "An interface without source check may send with any address; switching the check off is refused while a guard stands, one that was off before is not seen.",
    ];

    /// <summary>A guard and what a world makes of it.</summary>
    /// <param name="guard">The guard.</param>
    /// <param name="violation">A packet that breaks it; null when it holds.</param>
    /// <param name="world">The world that it was held against.</param>
    public static GuardRecord ToWire(Guard guard, GuardWitness? violation, World world) => new()
    {
        GuardId = guard.Id,
        GuardName = guard.Name,
        Description = guard.Description,
        From = ToWire(guard.From),
        Except = ToWire(guard.Except),
        To = ToWire(guard.To),
        Services = guard.Services,
        Sentence = GuardText.Of(guard),
        State = violation is null ? "HOLDS" : "VIOLATED",
        Witness = violation is null ? null : ToWire(violation, world),
        MissingInstanceIds = [.. guard.From.InstanceIds.Concat(guard.Except.InstanceIds).Concat(guard.To.InstanceIds).Distinct().Where(id => !world.TryGetInstance(guard.Scope, id, out _))],
        CreatedTime = WireClock.Iso(guard.CreatedAt),
        UpdatedTime = WireClock.Iso(guard.UpdatedAt),
    };

    private static GuardEndRecord ToWire(GuardEnd end) => new(
        end.All, end.Outside, end.CidrBlocks, end.SecurityGroupIds, end.AddressTemplateIds, [.. end.Tags.Select(tag => new Contracts.Common.Tag { Key = tag.Key, Value = tag.Value })], end.InstanceIds);

    private static GuardWitnessRecord ToWire(GuardWitness witness, World world)
    {
        var verdict = witness.Verdict(world);
        return new GuardWitnessRecord(
            witness.Source.ToString(), witness.Sender?.Id ?? "", witness.Destination?.ToString() ?? "", witness.Receiver.Id, witness.Receiver.InstanceId, witness.Protocol.ToString(), witness.Port,
            verdict.GroupId ?? "", verdict.Position, verdict.RuleId.Value, witness.Describe(world));
    }
}
