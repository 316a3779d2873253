using Ringfence.Api.Actions;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Cdb;

/// <summary>What CDB's requests have in common.</summary>
internal static class DatabaseParameters
{
    /// <summary>One database, all its groups.</summary>
    public static BindingNames OneToAll { get; } = new("SecurityGroupIds", "InstanceId");

    /// <summary>
    /// Read-only groups, an object of the vendor's between a read-only instance and its security groups, do not exist here: every instance is bound itself.
    /// </summary>
    public static void RefuseReadOnlyGroups(ParameterReader parameters)
    {
        if (parameters.Boolean("ForReadonlyInstance") is true)
            parameters.Fault("UnsupportedOperation", "`ForReadonlyInstance` is not supported by this server: there are no read-only groups, each instance has groups of its own.");
    }

    /// <summary>As <see cref="RefuseReadOnlyGroups(ParameterReader)"/>, where one can be named, too.</summary>
    public static void RefuseReadOnlyGroups(ParameterReader parameters, string instanceId)
    {
        RefuseReadOnlyGroups(parameters);
        if (parameters.String("OpResourceId") is { Length: > 0 } resource && resource != instanceId)
            parameters.Fault("UnsupportedOperation", "`OpResourceId` can only be the instance itself on this server: there are no read-only groups.");
    }
}
