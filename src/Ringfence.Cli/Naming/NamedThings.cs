using Ringfence.Cli.Running;

namespace Ringfence.Cli.Naming;

/// <summary>Things that have an id and a name, which need not be unique.</summary>
/// <param name="kind">What they are called: "security group".</param>
/// <param name="things">All of them.</param>
/// <param name="id">A thing's id.</param>
/// <param name="name">A thing's name.</param>
internal sealed class NamedThings<T>(string kind, IReadOnlyCollection<T> things, Func<T, string> id, Func<T, string> name)
{
    private readonly Dictionary<string, T> _byId = things.ToDictionary(id, StringComparer.Ordinal);
    private readonly ILookup<string, T> _byName = things.ToLookup(name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<T> All => things;

    /// <summary>The one with this id or, if no other has it, this name.</summary>
    /// <exception cref="CommandFailure">There is none, or there are several.</exception>
    public T Find(string text)
    {
        if (TryFind(text) is { } found)
            return found;
        string hint = Nearest.To(text, things.Select(name).Concat(_byId.Keys)) is { } near ? $" Did you mean '{near}'?" : "";
        throw CommandFailure.NotFound($"There is no {kind} '{text}'.{hint}");
    }

    /// <summary>The one with this id or, if no other has it, this name; null when there is none.</summary>
    /// <exception cref="CommandFailure">There are several.</exception>
    public T? TryFind(string text)
    {
        if (_byId.TryGetValue(text, out var thing))
            return thing;
        var named = _byName[text].ToList();
        if (named.Count > 1)
            throw CommandFailure.Usage($"{named.Count} {kind}s are called '{text}': {string.Join(", ", named.Select(id))}. Give the id.");
        return named.Count == 1 ? named[0] : default;
    }

    /// <summary>Whether exactly one has this name.</summary>
    public bool IsUnique(string text) => _byName[text].Count() == 1;

    /// <summary><c>web (sg-12345678)</c>, or the id alone when nothing of this id is known.</summary>
    public string Describe(string thingId) => _byId.TryGetValue(thingId, out var thing) ? $"{name(thing)} ({thingId})" : thingId;
}
