using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Registration;

/// <summary>What a caller gives of an instance, read. Null means: not given.</summary>
internal sealed record InstanceFields
{
    private const int MaximumHost = 253;

    public required string Path { get; init; }

    public string? Id { get; private init; }

    public string? Name { get; private init; }

    public InstanceType? Type { get; private init; }

    public string? ProjectId { get; private init; }

    public string? Host { get; private init; }

    public ImmutableArray<string>? GroupIds { get; private init; }

    public ImmutableArray<InterfaceFields>? Interfaces { get; private init; }

    /// <summary>Reads every field; what cannot be read is a fault.</summary>
    public static InstanceFields Read(InstanceSpec spec, string path, Lookup lookup, Faults faults)
    {
        if (spec.InstanceName is not null)
            TextRules.Check(spec.InstanceName, InterfaceText.MaximumInstanceName, $"{path}.InstanceName", faults);
        if (spec.SecurityGroupIds is { IsEmpty: true })
            faults.Add(RefusalKind.InvalidValue, $"{path}.SecurityGroupIds", "an instance keeps at least one security group; leave the list out to change nothing.");
        return new InstanceFields
        {
            Path = path,
            Id = ReadId(spec.InstanceId, $"{path}.InstanceId", faults),
            Name = spec.InstanceName,
            Type = ReadType(spec.InstanceType, $"{path}.InstanceType", faults),
            ProjectId = string.IsNullOrEmpty(spec.ProjectId) ? null : Commands.ProjectId.Read(spec.ProjectId, $"{path}.ProjectId", faults),
            Host = ReadHost(spec.Host, $"{path}.Host", faults),
            GroupIds = spec.SecurityGroupIds is { } ids ? lookup.OrderedGroupIds(ids, $"{path}.SecurityGroupIds") : null,
            Interfaces = spec.NetworkInterfaces is { } given
                ? [.. given.Select((item, i) => InterfaceFields.Read(item, $"{path}.NetworkInterfaces.{i}", lookup, faults))]
                : null,
        };
    }

    /// <summary>The type of the instance: given, or as it is, or as its id says.</summary>
    public InstanceType TypeOver(Instance? before, Faults faults)
    {
        var type = Type ?? before?.Type ?? (Id is null ? InstanceType.Cvm : TypeOfPrefix(Id));
        if (Id is not null && !Identifier.IsOfType(Id, type))
            faults.Add(RefusalKind.InvalidValue, $"{Path}.InstanceType", $"ids of this type begin with {Identifier.InstancePrefix(type)}, and {Id} does not.");
        return type;
    }

    private static InstanceType TypeOfPrefix(string id) => id[..id.IndexOf('-', StringComparison.Ordinal)] switch
    {
        "lb" => InstanceType.Clb,
        "cdb" or "cdbro" => InstanceType.Cdb,
        _ => InstanceType.Cvm,
    };

    private static string? ReadId(string? text, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        string id = text.Trim();
        if (Identifier.IsInstance(id))
            return id;
        faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(text)} is not an instance id: ins-, lb-, cdb- or cdbro- and eight of a-z0-9.");
        return null;
    }

    private static InstanceType? ReadType(string? text, string path, Faults faults)
    {
        switch (text?.ToUpperInvariant())
        {
            case null or "":
                return null;
            case "CVM":
                return InstanceType.Cvm;
            case "CLB":
                return InstanceType.Clb;
            case "CDB":
                return InstanceType.Cdb;
            case "OTHER":
                return InstanceType.Other;
            default:
                faults.Add(RefusalKind.InvalidValue, path, $"{Faults.Show(text)} is not one of CVM, CLB, CDB and OTHER.");
                return null;
        }
    }

    private static string? ReadHost(string? text, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length > MaximumHost || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            faults.Add(RefusalKind.InvalidValue, path, $"{Faults.Show(text)} is not a host name.");
        return text;
    }
}
