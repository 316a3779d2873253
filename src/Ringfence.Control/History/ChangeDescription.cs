using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>Tells what a change made of a document, in lines that people read.</summary>
public static class ChangeDescription
{
    /// <summary>Describes a change.</summary>
    /// <param name="before">The document before: a put of what it was, or a deletion when it was not there.</param>
    /// <param name="after">The change.</param>
    public static ResourceChange Describe(Change before, Change after) => (before, after) switch
    {
        (Change.PutGroup old, Change.PutGroup now) => Group(old.Group, now.Group),
        (_, Change.PutGroup now) => Group(null, now.Group),
        (Change.PutGroup old, Change.DeleteGroup) => Group(old.Group, null),
        (Change.PutInstance old, Change.PutInstance now) => Instance(old.Instance, now.Instance),
        (_, Change.PutInstance now) => Instance(null, now.Instance),
        (Change.PutInstance old, Change.DeleteInstance) => Instance(old.Instance, null),
        (Change.PutInterface old, Change.PutInterface now) => Interface(old.Interface, now.Interface),
        (_, Change.PutInterface now) => Interface(null, now.Interface),
        (Change.PutInterface old, Change.DeleteInterface) => Interface(old.Interface, null),
        (Change.PutSnapshotPolicy old, Change.PutSnapshotPolicy now) => SnapshotDescription.Policy(old.Policy, now.Policy),
        (_, Change.PutSnapshotPolicy now) => SnapshotDescription.Policy(null, now.Policy),
        (Change.PutSnapshotPolicy old, Change.DeleteSnapshotPolicy) => SnapshotDescription.Policy(old.Policy, null),
        (_, Change.PutSnapshotFile now) => SnapshotDescription.File(now.File, ResourceOperation.Create),
        (Change.PutSnapshotFile old, Change.DeleteSnapshotFile) => SnapshotDescription.File(old.File, ResourceOperation.Delete),
        (Change.PutTemplate old, Change.PutTemplate now) => TemplateLines.Describe(old.Template, now.Template),
        (_, Change.PutTemplate now) => TemplateLines.Describe(null, now.Template),
        (Change.PutTemplate old, Change.DeleteTemplate) => TemplateLines.Describe(old.Template, null),
        (_, Change.DeleteTemplate gone) => TemplateLines.Gone(gone.Id),
        (_, Change.PutTrial now) => TrialDescription.Of(now.Trial, ResourceOperation.Create),
        (Change.PutTrial old, Change.DeleteTrial) => TrialDescription.Of(old.Trial, ResourceOperation.Delete),
        (_, Change.DeleteTrial gone) => new ResourceChange(TrialDescription.Type, gone.Id, "", ResourceOperation.Delete, []),
        (Change.PutGuard old, Change.PutGuard now) => GuardLines.Describe(old.Guard, now.Guard),
        (_, Change.PutGuard now) => GuardLines.Describe(null, now.Guard),
        (Change.PutGuard old, Change.DeleteGuard) => GuardLines.Describe(old.Guard, null),
        (_, Change.DeleteGuard gone) => new ResourceChange("Guard", gone.Id, "", ResourceOperation.Delete, []),
        (_, Change.PutObservation now) => ObservationLines.Describe(now.Observation, ResourceOperation.Create),
        (Change.PutObservation old, Change.DeleteObservation) => ObservationLines.Describe(old.Observation, ResourceOperation.Delete),
        (_, Change.DeleteObservation gone) => new ResourceChange(ObservationLines.Type, gone.Id, "", ResourceOperation.Delete, []),
        (_, Change.DeleteGroup gone) => new ResourceChange("SecurityGroup", gone.Id, "", ResourceOperation.Delete, []),
        (_, Change.DeleteInstance gone) => new ResourceChange("Instance", gone.Id, "", ResourceOperation.Delete, []),
        (_, Change.DeleteInterface gone) => new ResourceChange("NetworkInterface", gone.Id, "", ResourceOperation.Delete, []),
        (_, Change.DeleteSnapshotPolicy gone) => new ResourceChange("SnapshotPolicy", gone.Id, "", ResourceOperation.Delete, []),
        (_, Change.DeleteSnapshotFile gone) => new ResourceChange("SnapshotFile", gone.Id, "", ResourceOperation.Delete, []),
        _ => throw new NotSupportedException($"A change of type {after.GetType().Name} has no description."),
    };

    private static ResourceChange Group(SecurityGroup? before, SecurityGroup? after)
    {
        var lines = new DetailLines();
        lines.Text("Name", before?.Name, after?.Name);
        lines.Text("Description", before?.Description, after?.Description);
        lines.Text("Project", before?.ProjectId, after?.ProjectId);
        lines.Text("Tags", DetailLines.Tags(before?.Tags), DetailLines.Tags(after?.Tags));
        lines.Text("Mode", Mode(before, after), Mode(after, before));
        RuleLines.Add(lines, "Ingress", before?.Ingress ?? [], after?.Ingress ?? []);
        RuleLines.Add(lines, "Egress", before?.Egress ?? [], after?.Egress ?? []);
        return ResourceChange.Of("SecurityGroup", before?.Id, after?.Id, before?.Name, after?.Name, lines);
    }

    /// <summary>A mode to be told: that a group is enforced only where the other is not.</summary>
    private static string? Mode(SecurityGroup? one, SecurityGroup? other) =>
        one is null || (one.Mode == GroupMode.Enforce && other?.Mode != GroupMode.Observe) ? null : one.Mode.Text;

    private static ResourceChange Instance(Instance? before, Instance? after)
    {
        var lines = new DetailLines();
        lines.Text("Name", before?.Name, after?.Name);
        lines.Text("Type", before?.Type.ToString().ToUpperInvariant(), after?.Type.ToString().ToUpperInvariant());
        lines.Text("Project", before?.ProjectId, after?.ProjectId);
        lines.Text("Host", before?.Host, after?.Host);
        lines.Text("NetworkInterfaces", List(before?.InterfaceIds), List(after?.InterfaceIds));
        return ResourceChange.Of("Instance", before?.Id, after?.Id, before?.Name, after?.Name, lines);
    }

    private static ResourceChange Interface(NetworkInterface? before, NetworkInterface? after)
    {
        var lines = new DetailLines();
        lines.Text("Name", before?.Name, after?.Name);
        lines.Text("Description", before?.Description, after?.Description);
        lines.Text("Instance", before?.InstanceId, after?.InstanceId);
        lines.Text("SecurityGroups", List(before?.SecurityGroupIds), List(after?.SecurityGroupIds));
        lines.Text("Vpc", before?.VpcId, after?.VpcId);
        lines.Text("Host", before?.Host, after?.Host);
        lines.Text("Device", before?.Device, after?.Device);
        lines.Text("Role", before?.Role.ToString(), after?.Role.ToString());
        lines.Text("Mac", before?.Mac?.ToString(), after?.Mac?.ToString());
        lines.Text("PrivateAddresses", List(before?.PrivateAddresses), List(after?.PrivateAddresses));
        lines.Text("Ipv6Addresses", List(before?.Ipv6Addresses), List(after?.Ipv6Addresses));
        lines.Text("PublicAddresses", List(before?.PublicAddresses), List(after?.PublicAddresses));
        lines.Text("SourceCheck", before?.SourceCheck.ToString(), after?.SourceCheck.ToString());
        return ResourceChange.Of("NetworkInterface", before?.Id, after?.Id, before?.Name, after?.Name, lines);
    }

    private static string? List<T>(ImmutableArray<T>? items) => items is { } given ? string.Join(", ", given) : null;
}
