using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Files.Tests;

/// <summary>A world that real commands make, without a journal.</summary>
internal sealed class Home : IIdSource
{
    public static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    public static readonly Scope Elsewhere = new("100000000001", "eu-frankfurt");

    private static readonly DateTimeOffset Now = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    private int _ids;

    public World World { get; private set; } = World.Empty;

    public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_ids:x8}");

    public Decision<T> Try<T>(ICommand<T> command, Scope? scope = null)
    {
        var decision = command.Decide(World, new CommandContext(scope ?? Scope, Now, this, new Quotas()));
        if (!decision.Changes.IsEmpty)
            World = World.Apply(new Revision(World.Revision + 1, Now, new Origin("", "", "", ""), decision.Changes));
        return decision;
    }

    public T Do<T>(ICommand<T> command, Scope? scope = null)
    {
        var decision = Try(command, scope);
        Assert.True(decision.IsAccepted, string.Join("; ", decision.Refusals.Select(refusal => refusal.Message)));
        return decision.Value!;
    }

    public IEnumerable<SecurityGroup> Groups(Scope? scope = null) => World.GroupsByScope.GetValueOrDefault(scope ?? Scope, []).Select(id => World.Groups[id]);

    public IEnumerable<ParameterTemplate> Templates(Scope? scope = null) => World.TemplatesByScope.GetValueOrDefault(scope ?? Scope, []).Select(id => World.Templates[id]);

    /// <summary>No two groups of a project, and no two templates of a kind, have the same name.</summary>
    public bool HasUniqueNames =>
        Groups().DistinctBy(group => (group.ProjectId, group.Name)).Count() == Groups().Count()
        && Templates().DistinctBy(template => (template.Kind, template.Name)).Count() == Templates().Count();

    public string Export(FileFormat format, bool byName = false, Scope? scope = null, bool withBindings = false) =>
        SecurityGroupFile.Write(World, scope ?? Scope, null, format, byName, withBindings);

    /// <summary>Reads a text that must be without fault.</summary>
    public static SecurityGroupFile Read(string text, FileFormat format)
    {
        var file = SecurityGroupFile.Read(text, format);
        Assert.True(file.FaultCount == 0, $"{string.Join('\n', file.Faults)}\n{text}");
        return file;
    }
}
