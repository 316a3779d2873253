using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Snapshots;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Reads policies and instances of snapshot requests (reference D.5). What answers carry and requests repeat is ignored; a name that nobody has is a fault.</summary>
internal static class SnapshotReader
{
    private static readonly string[] PolicyNames =
    [
        "SnapshotPolicyId", "SnapshotPolicyName", "BackupType", "KeepTime", "CreateNewCos", "CosRegion", "CosBucket", "BackupPolicies", "Enable", "CreateTime", "TagSet",
    ];

    /// <summary>A list of objects that must be given and hold something.</summary>
    public static ImmutableArray<T> Required<T>(ParameterReader parameters, string name, Func<ParameterReader, T> read)
    {
        var items = parameters.Objects(name, read);
        if (items is { IsEmpty: true } || parameters.Raw(name) is null)
            parameters.Missing(name);
        return items ?? [];
    }

    /// <summary>A new policy. Where the vendor would keep it is required by the vendor, and so here.</summary>
    public static SnapshotPolicySpec NewPolicy(ParameterReader policy)
    {
        foreach (string name in (ReadOnlySpan<string>)["SnapshotPolicyName", "BackupType", "KeepTime", "CreateNewCos", "CosRegion", "CosBucket"])
        {
            if (policy.Raw(name) is null)
                policy.Missing(name);
        }

        return Policy(policy);
    }

    /// <summary>A change of a policy.</summary>
    public static SnapshotPolicyEdit Edit(ParameterReader policy) => new(policy.RequiredString("SnapshotPolicyId"), Policy(policy));

    /// <summary>A group to attach or detach.</summary>
    public static SnapshotInstanceSpec Instance(ParameterReader instance)
    {
        var spec = new SnapshotInstanceSpec(instance.RequiredString("InstanceId"), instance.String("InstanceType"), instance.String("InstanceRegion")?.Trim());
        instance.AllowOnly("InstanceId", "InstanceType", "InstanceRegion", "SnapshotPolicyId", "InstanceName");
        return spec;
    }

    private static SnapshotPolicySpec Policy(ParameterReader policy)
    {
        var spec = new SnapshotPolicySpec
        {
            Name = policy.String("SnapshotPolicyName"),
            BackupType = policy.String("BackupType"),
            KeepTime = policy.Integer("KeepTime"),
            CreateNewCos = policy.Boolean("CreateNewCos"),
            CosRegion = policy.String("CosRegion"),
            CosBucket = policy.String("CosBucket"),
            BackupPolicies = policy.Objects("BackupPolicies", Time),
            Enable = policy.Boolean("Enable"),
        };
        policy.AllowOnly(PolicyNames);
        return spec;
    }

    private static SnapshotTimeSpec Time(ParameterReader time)
    {
        var spec = new SnapshotTimeSpec(time.RequiredString("BackupDay").Trim(), time.RequiredString("BackupTime").Trim());
        time.AllowOnly("BackupDay", "BackupTime");
        return spec;
    }
}
