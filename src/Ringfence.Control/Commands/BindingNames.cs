namespace Ringfence.Control.Commands;

/// <summary>What a request calls the groups and the instances that it binds: every product has names of its own, and faults are told in the caller's.</summary>
/// <param name="Groups">The parameter with the groups.</param>
/// <param name="Instances">The parameter with the instances.</param>
public sealed record BindingNames(string Groups, string Instances)
{
    /// <summary>As CVM calls them.</summary>
    public static BindingNames Cvm { get; } = new("SecurityGroupIds", "InstanceIds");
}
