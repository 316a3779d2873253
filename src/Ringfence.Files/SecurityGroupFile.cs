using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Files.Csv;
using Ringfence.Files.Json;
using Ringfence.Files.Terraform;
using Ringfence.Files.Yaml;
using Ringfence.Policy.Rules;

namespace Ringfence.Files;

/// <summary>A file that was read: what it says, or what is wrong with it.</summary>
public sealed class SecurityGroupFile
{
    private readonly FilePlaces _places;
    private readonly Lazy<FollowingFaults> _following;

    private SecurityGroupFile(
        ImmutableArray<TemplateImport> templates, ImmutableArray<GroupImport> groups, ImmutableArray<BindingImport> bindings, FileFaults faults, FilePlaces places)
    {
        Templates = templates;
        Groups = groups;
        Bindings = bindings;
        Faults = faults.ToImmutable();
        FaultCount = faults.Count;
        _places = places;
        _following = new Lazy<FollowingFaults>(() => new FollowingFaults(Faults));
    }

    /// <summary>The templates that could be read. With a fault, only to look for others.</summary>
    public ImmutableArray<TemplateImport> Templates { get; }

    /// <summary>The groups that could be read. With a fault, only to look for others.</summary>
    public ImmutableArray<GroupImport> Groups { get; }

    /// <summary>The bindings that could be read. With a fault, only to look for others.</summary>
    public ImmutableArray<BindingImport> Bindings { get; }

    /// <summary>The first thousand things that are wrong with the text or its form.</summary>
    public ImmutableArray<FileFault> Faults { get; }

    /// <summary>How many there are.</summary>
    public int FaultCount { get; }

    /// <summary>Whether all that is wrong with the form is known, so that <see cref="FollowsFromForm"/> can tell what else is.</summary>
    public bool HasKnownForm => FaultCount == Faults.Length;

    /// <summary>Reads a document of groups.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format is none of documents.</exception>
    public static SecurityGroupFile Read(string text, FileFormat format)
    {
        var (faults, places) = (new FileFaults(), new FilePlaces());
        if (!Fits(text, faults))
            return new SecurityGroupFile([], [], [], faults, places);
        var root = format switch
        {
            FileFormat.Json => JsonFileReader.Read(text, faults),
            FileFormat.Yaml => YamlFileReader.Read(text, faults),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
        var reader = new GroupDocumentReader(faults, places);
        var groups = root is null ? [] : reader.Read(root);
        return new SecurityGroupFile(reader.Templates, groups, reader.Bindings, faults, places);
    }

    /// <summary>Reads a table of the rules of one group and direction.</summary>
    public static SecurityGroupFile ReadTable(string text, string groupId, Direction direction)
    {
        var (faults, places) = (new FileFaults(), new FilePlaces());
        ImmutableArray<RuleSpec> rules = Fits(text, faults) ? CsvRules.Read(text, direction, faults, places) : [];
        var import = new GroupImport { Path = "SecurityGroups.0", Id = groupId };
        return new SecurityGroupFile([], [direction == Direction.Ingress ? import with { Ingress = rules } : import with { Egress = rules }], [], faults, places);
    }

    /// <summary>What a command that was given the groups found, with its place in the file.</summary>
    public FileFault Place(Refusal refusal) => new(_places.Find(refusal.Parameter), refusal.Parameter, refusal.Message);

    /// <summary>Whether what a command that was given the groups found may be there only because of what is wrong with the form.</summary>
    public bool FollowsFromForm(Refusal refusal) => _following.Value.Has(refusal);

    /// <summary>Writes groups of one scope in a format of documents or for Terraform, in the order of their names, with the templates that they need.</summary>
    /// <param name="world">Where they are.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="groups">The groups; null for all groups and all templates of the scope.</param>
    /// <param name="format">How.</param>
    /// <param name="byName">Name groups, templates and instances by their names, where a name means one.</param>
    /// <param name="withBindings">Write the groups of every interface of the scope as well, in formats of documents.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is none of these.</exception>
    public static string Write(World world, Scope scope, IEnumerable<SecurityGroup>? groups, FileFormat format, bool byName, bool withBindings = false)
    {
        var chosen = groups ?? world.GroupsByScope.GetValueOrDefault(scope, []).Select(id => world.Groups[id]);
        SecurityGroup[] ordered = [.. chosen.OrderBy(group => group.Name, StringComparer.Ordinal).ThenBy(group => group.Id, StringComparer.Ordinal)];
        var templates = groups is null ? NeededTemplates.All(world, scope) : NeededTemplates.Of(world, ordered);
        var names = byName ? PeerNames.AllNames(world, scope) : PeerNames.Ids;
        var bindings = withBindings ? NamedBinding.All(world, scope, byName ? names : null) : null;
        return format switch
        {
            FileFormat.Json => JsonFileWriter.Write(new GroupDocumentWriter(names).Write(templates, ordered, bindings)),
            FileFormat.Yaml => YamlFileWriter.Write(new GroupDocumentWriter(names).Write(templates, ordered, bindings)),
            FileFormat.Terraform => new TerraformWriter(templates, ordered).Write(),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
    }

    /// <summary>Writes the rules of one group and direction as a table.</summary>
    public static string WriteTable(World world, SecurityGroup group, Direction direction, bool byName) =>
        CsvRules.Write(group.Rules(direction), direction, byName ? PeerNames.Names(world, group.Scope) : PeerNames.Ids);

    private static bool Fits(string text, FileFaults faults)
    {
        if (text.Length <= FileLimits.Characters)
            return true;
        faults.Add(new FilePosition(1, 1), "", $"A file may have {FileLimits.Characters} characters.");
        return false;
    }
}
