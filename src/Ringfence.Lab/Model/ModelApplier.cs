using Ringfence.Lab.Client;
using Ringfence.Lab.Topology;

namespace Ringfence.Lab.Model;

/// <summary>
/// Brings models to a server, one after the other, through the API: groups and templates are made once and edited, stations are registered once and bound anew.
/// </summary>
/// <param name="lab">The laboratory whose stations are registered.</param>
public sealed class ModelApplier(Laboratory lab)
{
    private readonly Dictionary<string, string> _groupIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _templateIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _present = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _instanceIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _observed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelGroup> _applied = new(StringComparer.Ordinal);

    /// <summary>The id of a group by its name.</summary>
    public string GroupId(string name) => _groupIds[name];

    /// <summary>The id of a station's instance.</summary>
    public string InstanceId(string station) => _instanceIds[station];

    /// <summary>Makes the server hold the model and waits until it is enforced.</summary>
    /// <returns>The enforced revision.</returns>
    public async Task<long> ApplyAsync(SecurityGroupClient api, PolicyModel model, CancellationToken cancellationToken)
    {
        foreach (var group in model.Groups.Where(group => !_groupIds.ContainsKey(group.Name)))
            _groupIds.Add(group.Name, await api.CreateGroupAsync(group.Name, cancellationToken).ConfigureAwait(false));
        foreach (var template in model.Templates)
            await SetTemplateAsync(api, template, cancellationToken).ConfigureAwait(false);
        foreach (var group in model.Groups)
            await SetRulesAsync(api, group, cancellationToken).ConfigureAwait(false);
        foreach (var group in model.Groups)
            await SetModeAsync(api, group, cancellationToken).ConfigureAwait(false);
        foreach (var binding in model.Bindings)
            await BindAsync(api, binding, cancellationToken).ConfigureAwait(false);
        return await api.AwaitEnforcedAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a group's rules what the model says; nothing is waited for.</summary>
    public async Task SetRulesAsync(SecurityGroupClient api, ModelGroup group, CancellationToken cancellationToken)
    {
        if (_applied.TryGetValue(group.Name, out var before) && before.Ingress.SequenceEqual(group.Ingress) && before.Egress.SequenceEqual(group.Egress))
            return;
        string id = _groupIds[group.Name];
        // An empty list in a reset leaves its direction alone, so a direction that becomes empty needs the other command first.
        bool becomesEmpty = before is not null
            && ((group.Ingress.IsEmpty && !before.Ingress.IsEmpty) || (group.Egress.IsEmpty && !before.Egress.IsEmpty));
        if (becomesEmpty)
            await api.ClearRulesAsync(id, cancellationToken).ConfigureAwait(false);
        if (!group.Ingress.IsEmpty || !group.Egress.IsEmpty)
            await api.ResetRulesAsync(id, Named(group.Ingress), Named(group.Egress), cancellationToken).ConfigureAwait(false);
        _applied[group.Name] = group;
    }

    private async Task SetModeAsync(SecurityGroupClient api, ModelGroup group, CancellationToken cancellationToken)
    {
        if (group.IsObserved ? _observed.Add(group.Name) : _observed.Remove(group.Name))
            await api.SetModeAsync(_groupIds[group.Name], group.IsObserved ? "OBSERVE" : "ENFORCE", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a template hold what the model says; nothing is waited for.</summary>
    public async Task SetTemplateAsync(SecurityGroupClient api, ModelTemplate template, CancellationToken cancellationToken)
    {
        var members = template.Members.Select(member => _templateIds.GetValueOrDefault(member, member)).ToArray();
        string kind = template.Kind.ToString();
        if (!_templateIds.TryGetValue(template.Name, out string? id))
        {
            // Templates are not made empty: one that is to be gets a member for the time being.
            string[] first = members.Length > 0 ? members : [AnyMember(template.Kind)];
            id = await api.CreateTemplateAsync(kind, template.Name, first, cancellationToken).ConfigureAwait(false);
            _templateIds.Add(template.Name, id);
            _present.Add(template.Name, first);
        }

        if (!_present[template.Name].SequenceEqual(members))
        {
            if (members.Length > 0)
                await api.ModifyTemplateAsync(kind, id, members, cancellationToken).ConfigureAwait(false);
            else
                await api.DeleteTemplateMembersAsync(id, _present[template.Name], cancellationToken).ConfigureAwait(false);
        }

        _present[template.Name] = members;
    }

    private string AnyMember(ModelTemplateKind kind) => kind switch
    {
        ModelTemplateKind.AddressTemplate => "192.0.2.1",
        ModelTemplateKind.ServiceTemplate => "gre",
        ModelTemplateKind.AddressTemplateGroup => _templateIds.Values.First(id => id.StartsWith("ipm-", StringComparison.Ordinal)),
        _ => _templateIds.Values.First(id => id.StartsWith("ppm-", StringComparison.Ordinal)),
    };

    private async Task BindAsync(SecurityGroupClient api, ModelBinding binding, CancellationToken cancellationToken)
    {
        var groups = binding.Groups.Select(name => _groupIds[name]);
        if (_instanceIds.TryGetValue(binding.Station, out string? instance))
        {
            await api.BindAsync(instance, groups, cancellationToken).ConfigureAwait(false);
            return;
        }

        var registered = await api.RegisterAsync([lab[binding.Station].AsGuest(groups)], cancellationToken).ConfigureAwait(false);
        _instanceIds.Add(binding.Station, registered[0].InstanceId);
    }

    private ApiRule[] Named(IEnumerable<ApiRule> rules) => [.. rules.Select(rule => rule with
    {
        Peer = _groupIds.TryGetValue(rule.Peer, out string? group) ? group : _templateIds.GetValueOrDefault(rule.Peer, rule.Peer),
        ServiceTemplate = _templateIds.GetValueOrDefault(rule.ServiceTemplate, rule.ServiceTemplate),
    })];
}
