using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Http;

/// <summary>Finds actions by version and name, as real clients are routed: their host and the signed service name say nothing reliable (reference E.1).</summary>
public sealed class ActionRouter
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, IApiAction>> _versions;

    /// <summary>Routes to these actions. Two of the same version and name are a fault of whoever lists them.</summary>
    public ActionRouter(IEnumerable<IApiAction> actions) =>
        _versions = actions
            .GroupBy(action => action.Version, StringComparer.Ordinal)
            .ToFrozenDictionary(
                version => version.Key,
                version => version.ToFrozenDictionary(action => action.Name, StringComparer.Ordinal),
                StringComparer.Ordinal);

    /// <summary>Whether any action is of this version.</summary>
    public bool KnowsVersion(string version) => _versions.ContainsKey(version);

    /// <summary>The action, by its exact name.</summary>
    public bool TryFind(string version, string name, [NotNullWhen(true)] out IApiAction? action)
    {
        action = null;
        return _versions.TryGetValue(version, out var actions) && actions.TryGetValue(name, out action);
    }
}
