using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>A group of a file, the group that it is now, and what it will be but for its rules.</summary>
internal sealed record ImportTarget(GroupImport Import, SecurityGroup? Before, SecurityGroup Group);

/// <summary>Finds or makes the groups that a file means.</summary>
internal sealed class ImportTargets(World world, CommandContext context, Faults faults)
{
    private readonly ILookup<(string Project, string Name), SecurityGroup> _byName = world.GroupsByScope.GetValueOrDefault(context.Scope, [])
        .Select(id => world.Groups[id]).ToLookup(group => (group.ProjectId, group.Name));

    private readonly FreshIds _ids = new(world, context.Ids);
    private readonly HashSet<string> _taken = [];
    private readonly HashSet<string> _projectsWithNewDefault = [];

    /// <summary>One for each group of the file, in its order; where there was a fault, something to go on looking for faults with.</summary>
    public ImmutableArray<ImportTarget> Resolve(ImmutableArray<GroupImport> imports)
    {
        var ids = new HashSet<string>();
        foreach (var import in imports.Where(import => import.Id is not null && !ids.Add(import.Id)))
            faults.Add(RefusalKind.Duplicate, $"{import.Path}.Id", $"{Faults.Show(import.Id!)} is given to two groups.");
        return [.. imports.Select(Resolve)];
    }

    private ImportTarget Resolve(GroupImport import)
    {
        int before = faults.Count;
        string project = ProjectId.Read(import.ProjectId, $"{import.Path}.ProjectId", faults);
        if (import.Name is not null)
            GroupText.CheckName(import.Name, faults, $"{import.Path}.Name");
        GroupText.CheckDescription(import.Description ?? "", faults, $"{import.Path}.Description");
        TagRules.Check(import.Tags ?? [], $"{import.Path}.Tags", faults);
        var mode = import.Mode is { } text ? GroupModes.Parse(text) : null;
        if (import.Mode is not null && mode is null)
            faults.Add(RefusalKind.InvalidValue, $"{import.Path}.Mode", $"{Faults.Show(import.Mode)} is neither ENFORCE nor OBSERVE.");

        if (faults.Count == before && Find(import, project) is { } present)
        {
            if (import.ProjectId is not null && present.ProjectId != project)
                faults.Add(RefusalKind.InvalidValue, $"{import.Path}.ProjectId", $"{present.Id} is in project {present.ProjectId}; a group cannot be moved to another.");
            if (!_taken.Add(present.Id))
                faults.Add(RefusalKind.Duplicate, import.Path, $"two groups of the file mean {present.Id}.");
            return new ImportTarget(import, present, present.InMode(mode ?? present.Mode, context.Now) with
            {
                Name = import.Name ?? present.Name,
                Description = import.Description ?? present.Description,
                Tags = import.Tags is { } tags && !tags.SequenceEqual(present.Tags) ? tags : present.Tags,
            });
        }

        if (import.Name is null)
            faults.Add(RefusalKind.Missing, $"{import.Path}.Name", "a new security group needs a name.");
        return new ImportTarget(import, null, Make(import, project).InMode(mode ?? GroupMode.Enforce, context.Now));
    }

    private SecurityGroup? Find(GroupImport import, string project)
    {
        if (import.Id is { } id && world.TryGetGroup(context.Scope, id, out var found))
            return found;
        if (import.IsDefault && _byName.SelectMany(groups => groups).FirstOrDefault(group => group.IsDefault && group.ProjectId == project) is { } standard)
            return standard;
        SecurityGroup[] named = import.Name is null ? [] : [.. _byName[(project, import.Name)]];
        if (named.Length > 1)
        {
            faults.Add(RefusalKind.InvalidValue, $"{import.Path}.Name", $"{named.Length} groups of project {project} are called {Faults.Show(import.Name!)}; give the Id of the one that is meant.");
            return null;
        }

        return named.FirstOrDefault();
    }

    private SecurityGroup Make(GroupImport import, string project)
    {
        // An id that a group had before it was deleted is still its own; one that somebody has, here or in another account, is not to be had.
        bool keepsId = import.Id is { } given && Identifier.IsWellFormed(given, Identifier.Group) && _ids.TryTake(given);
        if (import.Id is { Length: > 0 } text && !Identifier.IsWellFormed(text, Identifier.Group))
            faults.Add(RefusalKind.Malformed, $"{import.Path}.Id", $"{Faults.Show(text)} is not the id of a security group.");
        if (import.IsDefault && !_projectsWithNewDefault.Add(project))
            faults.Add(RefusalKind.Duplicate, $"{import.Path}.IsDefault", $"project {project} would have two default groups.");
        return new SecurityGroup
        {
            Id = keepsId ? import.Id! : _ids.Next(Identifier.Group),
            Scope = context.Scope,
            ProjectId = project,
            Name = import.Name ?? "",
            Description = import.Description ?? "",
            IsDefault = import.IsDefault,
            CreatedAt = context.Now,
            UpdatedAt = context.Now,
            PolicyVersion = 0,
            Ingress = [],
            Egress = [],
            Tags = import.Tags ?? [],
        };
    }
}
