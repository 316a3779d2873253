using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>The network that a question is about. There is no register of networks: one exists where an interface is in it.</summary>
internal static class NetworkParameter
{
    /// <summary>The parameter that names it.</summary>
    public const string Name = "VpcId";

    /// <summary>A fault when a network is named that no interface of the scope is in: what is said of it would be said of nothing.</summary>
    public static void Check(ParameterReader parameters, string? vpcId, World world, Scope scope)
    {
        if (vpcId is not null && !world.Interfaces.Values.Any(one => one.Scope == scope && one.VpcId == vpcId))
            parameters.Fault("ResourceNotFound", $"`{Name}` is {ParameterReaderExtensions.Quote(vpcId)}: no interface of this region is in such a network.");
    }
}
