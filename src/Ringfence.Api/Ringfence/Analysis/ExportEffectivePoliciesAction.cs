using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Hosting;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Gives all that decides about packets in one network, so that a client can judge many of them by itself: a trace of gigabytes stays where it is.</summary>
internal sealed class ExportEffectivePoliciesAction(ActionServices services) : AnalysisAction("ExportEffectivePolicies", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string? named = parameters.String(NetworkParameter.Name);
        var (world, absent) = await AskedWorldAsync(parameters, context, cancellationToken);
        if (world is not null)
            NetworkParameter.Check(parameters, named, world, context.Scope);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        if (world is null)
            return absent;

        string vpcId = named ?? NetworkInterface.DefaultVpcId;
        var builder = new HostPolicyBuilder(world);
        var hosts = world.Interfaces.Values.Where(one => one.Scope == context.Scope && one.VpcId == vpcId)
            .GroupBy(one => one.Host, StringComparer.Ordinal).OrderBy(host => host.Key, StringComparer.Ordinal);
        return ActionResult.Ok(new ExportEffectivePoliciesResponse(
            [.. hosts.Select(host => ToWire(host.Key, builder.Add(host.Key), [.. host.OrderBy(one => one.Id, StringComparer.Ordinal)]))],
            RevisionOf(world, parameters), AnalysisShape.Limits));
    }

    /// <summary>What these interfaces of a host need, and nothing of the others: they may be another account's.</summary>
    private static HostPolicyRecord ToWire(string host, HostPolicy policy, ImmutableArray<NetworkInterface> interfaces)
    {
        var mine = interfaces.Select(one => policy.Interfaces[one.Id]).ToList();
        var lists = mine.SelectMany(one => one.IngressLists.Concat(one.EgressLists)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => policy.Lists[id]).ToList();
        var sets = lists.SelectMany(list => list.Rules).Select(rule => rule.AddressSetId).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new HostPolicyRecord(
            host,
            [.. interfaces.Zip(mine, static (one, lowered) => new InterfacePolicyRecord(
                one.Id, one.InstanceId, [.. lowered.Addresses.Select(address => address.ToString())], lowered.IngressLists, lowered.EgressLists))],
            [.. lists.Select(ToWire)],
            [.. sets.Select(id => new AddressSetRecord(id, [.. policy.Sets[id].Addresses.Order().Select(address => address.ToString())]))]);
    }

    /// <summary>A list is of a group in a network, <c>sg-…/in@vpc-…</c>, or of none: where every group is in observe mode.</summary>
    private static RuleListRecord ToWire(RuleList list) => new(
        list.Id, list == PassAllLists.Ingress || list == PassAllLists.Egress ? "" : list.Id.Split('/')[0], AnalysisShape.ToWire(list.Direction),
        [.. list.Rules.Select(rule => new ResolvedRule
        {
            RuleId = rule.Id.Value,
            Action = AnalysisShape.ToWire(rule.Action),
            Addresses = rule.Addresses is { } addresses ? [.. addresses.Ranges.Select(AnalysisShape.ToText)] : null,
            AddressSetId = rule.AddressSetId,
            Services = [.. rule.Services.Services.Select(service => service.ToString())],
        })]);
}
