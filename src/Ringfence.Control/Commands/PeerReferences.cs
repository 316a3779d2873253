using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Puts ids in the place of what a rule of a file calls groups and templates.</summary>
internal sealed class PeerReferences(World world, GroupReferences groups, TemplateNames templates)
{
    public RuleSpec Resolve(RuleSpec spec, string project, string path, Faults faults) => spec with
    {
        SecurityGroupId = groups.Resolve(spec.SecurityGroupId, project, $"{path}.SecurityGroup", faults),
        AddressTemplateId = templates.Resolve(world, spec.AddressTemplateId, TemplateKind.Address, $"{path}.AddressTemplate", faults),
        AddressTemplateGroupId = templates.Resolve(world, spec.AddressTemplateGroupId, TemplateKind.AddressGroup, $"{path}.AddressTemplateGroup", faults),
        ServiceTemplateId = templates.Resolve(world, spec.ServiceTemplateId, TemplateKind.Service, $"{path}.ServiceTemplate", faults),
        ServiceTemplateGroupId = templates.Resolve(world, spec.ServiceTemplateGroupId, TemplateKind.ServiceGroup, $"{path}.ServiceTemplateGroup", faults),
    };
}
