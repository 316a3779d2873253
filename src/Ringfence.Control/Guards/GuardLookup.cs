using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Finds the guards that a request names.</summary>
internal static class GuardLookup
{
    /// <summary>The guard; null, with a fault, when the id is malformed or nobody's in the scope.</summary>
    public static Guard? Find(World world, Scope scope, string text, string parameter, Faults faults)
    {
        string id = text.Trim();
        if (!Identifier.IsWellFormed(id, Identifier.Guard))
            faults.Add(RefusalKind.Malformed, parameter, $"{Faults.Show(text)} is not the id of a guard.");
        else if (world.TryGetGuard(scope, id, out var guard))
            return guard;
        else
            faults.Add(RefusalKind.ResourceNotFound, parameter, $"the guard {Faults.Show(id)} does not exist.");
        return null;
    }
}
