using System.Collections.Immutable;
using Ringfence.Contracts.Vpc;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc;

/// <summary>Counts what is bound to a group.</summary>
internal static class AssociationStatistics
{
    /// <summary>
    /// An instance counts under its type when its primary interface is bound; every other bound interface counts as ENI. Groups that name
    /// this one count as SG and not in the total (reference A.19); the group itself does not.
    /// </summary>
    public static SecurityGroupAssociationStatistics Count(World world, string groupId)
    {
        var usage = world.UsageByGroup.GetValueOrDefault(groupId);
        ReadOnlySpan<(string Type, int Count)> byType =
            [("CVM", usage.Cvm), ("CDB", usage.Cdb), ("ENI", usage.SecondaryInterfaces), ("CLB", usage.Clb), ("OTHER", usage.Other)];
        var statistics = ImmutableArray.CreateBuilder<InstanceStatistic>(byType.Length);
        foreach (var (type, count) in byType)
        {
            if (count > 0)
                statistics.Add(new InstanceStatistic { InstanceType = type, InstanceCount = count });
        }

        return new SecurityGroupAssociationStatistics
        {
            SecurityGroupId = groupId,
            CVM = usage.Cvm,
            CDB = usage.Cdb,
            ENI = usage.SecondaryInterfaces,
            SG = world.ReferencesByGroup.GetValueOrDefault(groupId)?.Count ?? 0,
            CLB = usage.Clb,
            InstanceStatistics = statistics.DrainToImmutable(),
            TotalCount = usage.Interfaces,
        };
    }
}
