using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>What a file means by the text of a template: an id of the file, an id of the world, or a name; one that the file gives to a template of its own means that template, whichever else has it.</summary>
internal sealed class TemplateNames(Scope scope)
{
    private readonly Dictionary<string, string> _byFileId = [];
    private readonly Dictionary<(TemplateKind Kind, string Name), HashSet<string>> _byFileName = [];

    /// <summary>The templates of a kind and name.</summary>
    public static IEnumerable<ParameterTemplate> Called(World world, Scope scope, TemplateKind kind, string name) =>
        world.TemplatesByScope.GetValueOrDefault(scope, []).Select(id => world.Templates[id]).Where(template => template.Kind == kind && template.Name == name);

    /// <summary>Takes note of an id of the file.</summary>
    public void Add(string fileId, string id, string path, Faults faults)
    {
        if (!_byFileId.TryAdd(fileId, id))
            faults.Add(RefusalKind.Duplicate, path, $"{Faults.Show(fileId)} is given to two templates.");
    }

    /// <summary>Takes note of a template of the file by its name.</summary>
    public void AddName(ParameterTemplate template)
    {
        if (!_byFileName.TryGetValue((template.Kind, template.Name), out var ids))
            _byFileName.Add((template.Kind, template.Name), ids = []);
        ids.Add(template.Id);
    }

    /// <summary>The id that is meant; null, with a fault, when nothing or more than one thing is, or when no text is given.</summary>
    public string? Resolve(World world, string? text, TemplateKind kind, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (_byFileId.TryGetValue(text, out string? ofFile))
            return ofFile;
        if (Identifier.IsWellFormed(text, kind.Prefix()))
            return text;
        if (_byFileName.TryGetValue((kind, text), out var own) && own.Count == 1)
            return own.First();
        string[] named = [.. Called(world, scope, kind, text).Select(template => template.Id)];
        if (named.Length == 1)
            return named[0];
        if (named.Length == 0)
            faults.Add(RefusalKind.TemplateNotFound, path, $"no {kind.Noun()} is called {Faults.Show(text)}.");
        else
            faults.Add(RefusalKind.InvalidValue, path, $"{named.Length} {kind.Noun()}s are called {Faults.Show(text)}; give the id of the one that is meant.");
        return null;
    }
}
