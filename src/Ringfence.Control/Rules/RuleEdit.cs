using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>What every edit of a group's rules begins and ends with.</summary>
internal sealed class RuleEdit
{
    private readonly World _world;
    private readonly CommandContext _context;

    private RuleEdit(World world, CommandContext context, SecurityGroup group, Faults faults)
    {
        _world = world;
        _context = context;
        Group = group;
        Faults = faults;
        Parser = new RuleParser(world, context.Scope, group.ProjectId, RuleFieldNames.Request);
        Ids = new RuleIdSequence(world);
    }

    /// <summary>The group as it is.</summary>
    public SecurityGroup Group { get; }

    public Faults Faults { get; }

    public RuleParser Parser { get; }

    public RuleIdSequence Ids { get; }

    /// <summary>Finds the group; null with a fault when there is none.</summary>
    public static RuleEdit? Open(World world, CommandContext context, string groupId, Faults faults, string parameter = "SecurityGroupId") =>
        new Lookup(world, context.Scope, faults).Group(groupId, parameter) is { } group ? new RuleEdit(world, context, group, faults) : null;

    /// <summary>Adds a fault when the caller saw another version (reference A.11). No version, no check.</summary>
    public void CheckVersion(string? version)
    {
        if (string.IsNullOrEmpty(version))
            return;
        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long seen))
            Faults.Add(RefusalKind.InvalidValue, "Version", $"{Faults.Show(version)} is not a version number.");
        else if (seen != Group.PolicyVersion)
            Faults.Add(RefusalKind.VersionMismatch, "Version", $"the rules are at version {Group.PolicyVersion}, not {seen}.");
    }

    /// <summary>The rule for a content: the present one with its id and time when nothing changed, a new one with a new id otherwise.</summary>
    public GroupRule Place(ParsedRule rule, GroupRule? present) =>
        present is not null && rule.IsSameAs(present) ? present : rule.ToGroupRule(Ids.Next(), _context.Now);

    /// <summary>Checks the quotas and puts the group with its new rules at the next version: also when they are the old ones (reference H-18).</summary>
    public Decision<Nothing> Commit(SecurityGroup changed)
    {
        if (!Faults.Any)
            RuleQuota.Check(_world, _context.Quotas, Group, changed, Faults);
        return Faults.Any
            ? Faults.Refuse<Nothing>()
            : Decision<Nothing>.Accept(default, new Change.PutGroup(changed with { PolicyVersion = Group.PolicyVersion + 1, UpdatedAt = _context.Now }));
    }

    /// <summary>As <see cref="Commit(SecurityGroup)"/>, with one direction changed.</summary>
    public Decision<Nothing> Commit(Direction direction, ImmutableArray<GroupRule> rules) => Commit(Group.WithRules(direction, rules));
}
