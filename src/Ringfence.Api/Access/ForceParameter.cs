using Ringfence.Api.Actions;

namespace Ringfence.Api.Access;

/// <summary>
/// The parameter that every action takes beside its own: what it changes goes past the guards that it breaks, and the audit log says which. Of actions that change something only for admins; of those that ask
/// what a change would do for everybody.
/// </summary>
internal static class ForceParameter
{
    /// <summary>Its name.</summary>
    public const string Name = "ForceGuards";

    /// <summary>Whether it is given; a value that is no boolean becomes a fault of the request.</summary>
    public static bool Read(ParameterReader parameters) => parameters.Boolean(Name) ?? false;
}
