using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Control.Guards;

/// <summary>Reads guards as callers give them; what is wrong or not there becomes a fault.</summary>
internal sealed class GuardReader(World world, CommandContext context, Faults faults)
{
    private const int MaximumName = 60;
    private const int MaximumDescription = 200;
    private const int MaximumParts = 100;

    private readonly Lookup _lookup = new(world, context.Scope, faults);

    /// <summary>The guard that a specification makes of an earlier one; what it does not give stays.</summary>
    public Guard Read(GuardSpec spec, Guard earlier, string path)
    {
        string name = spec.Name ?? earlier.Name;
        if (name.Length == 0)
            faults.Add(RefusalKind.Missing, Under(path, "GuardName"), "a guard has a name.");
        TextRules.Check(name, MaximumName, Under(path, "GuardName"), faults);
        TextRules.Check(spec.Description ?? "", MaximumDescription, Under(path, "Description"), faults);
        var services = spec.Services ?? earlier.Services;
        if (services.IsEmpty)
            faults.Add(RefusalKind.Missing, Under(path, "Services"), "at least one service is required; ALL means every one.");
        CheckCount(services.Length, Under(path, "Services"));
        int before = faults.Count;
        var parsed = GuardServices.Parse(services.Length > MaximumParts ? [] : services, Under(path, "Services"), faults);
        return earlier with
        {
            Name = name,
            Description = spec.Description ?? earlier.Description,
            From = End(spec.From, earlier.From, Under(path, "From"), isRequired: true, isTarget: false),
            Except = End(spec.Except, earlier.Except, Under(path, "Except"), isRequired: false, isTarget: false),
            To = End(spec.To, earlier.To, Under(path, "To"), isRequired: true, isTarget: true),
            Services = services,
            ServiceSet = faults.Count == before ? parsed : earlier.ServiceSet,
            UpdatedAt = context.Now,
        };
    }

    private GuardEnd End(GuardEnd? given, GuardEnd earlier, string path, bool isRequired, bool isTarget)
    {
        var end = given ?? earlier;
        if (isRequired && end.IsNobody)
            faults.Add(RefusalKind.Missing, path, "it means nobody; give at least one of its parts.");
        if (given is null)
            return end;
        if (isTarget && (end.Outside || !end.CidrBlocks.IsEmpty || !end.AddressTemplateIds.IsEmpty))
            faults.Add(RefusalKind.InvalidValue, path, "interfaces are reached: only All, SecurityGroupIds, Tags and InstanceIds can be given.");
        if (end.All && !(end with { All = false }).IsNobody)
            faults.Add(RefusalKind.Coexist, $"{path}.All", "All includes every other part.");
        CheckCount(end.CidrBlocks.Length + end.SecurityGroupIds.Length + end.AddressTemplateIds.Length + end.Tags.Length + end.InstanceIds.Length, path);
        for (int i = 0; i < end.CidrBlocks.Length; i++)
        {
            if (!IpRange.TryParse(end.CidrBlocks[i], out _))
                faults.Add(RefusalKind.Malformed, $"{path}.CidrBlocks.{i}", $"{Faults.Show(end.CidrBlocks[i])} is not an address, a CIDR block or an ascending range of addresses.");
        }

        for (int i = 0; i < end.Tags.Length; i++)
        {
            if (end.Tags[i].Key.Length == 0)
                faults.Add(RefusalKind.Missing, $"{path}.Tags.{i}.Key", "a tag has a key.");
        }

        return end with
        {
            SecurityGroupIds = [.. end.SecurityGroupIds.Select((id, i) => _lookup.Group(id, $"{path}.SecurityGroupIds.{i}")?.Id).OfType<string>().Distinct()],
            AddressTemplateIds = [.. end.AddressTemplateIds.Select((id, i) => Template(id, $"{path}.AddressTemplateIds.{i}")).OfType<string>().Distinct()],
            InstanceIds = [.. end.InstanceIds.Select((id, i) => _lookup.Instance(id, $"{path}.InstanceIds.{i}")?.Id).OfType<string>().Distinct()],
        };
    }

    private string? Template(string id, string path)
    {
        if (_lookup.Template(id, path) is not { } template)
            return null;
        if (template.Kind is TemplateKind.Address or TemplateKind.AddressGroup)
            return template.Id;
        faults.Add(RefusalKind.InvalidValue, path, $"{template.Id} is a {template.Kind.Noun()}; only addresses can be meant here.");
        return null;
    }

    private void CheckCount(int count, string path)
    {
        if (count > MaximumParts)
            faults.Add(RefusalKind.TooMany, path, $"at most {MaximumParts} are allowed, not {count}.");
    }

    private static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
