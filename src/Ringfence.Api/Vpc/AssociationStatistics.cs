using System.Collections.Immutable;
using Ringfence.Contracts.Vpc;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc;

/// <summary>Counts what is bound to a group.</summary>
internal static class AssociationStatistics
{
    /// <summary>
    /// An instance counts under its type when its primary interface is bound; every other bound interface counts as ENI. Groups that name this one count as
    /// SG and not in the total (reference A.19); the group itself does not.
    /// </summary>
    public static SecurityGroupAssociationStatistics Count(World world, string groupId)
    {
        int cvm = 0, clb = 0, cdb = 0, other = 0, eni = 0;
        foreach (string id in world.InterfacesByGroup.GetValueOrDefault(groupId) ?? [])
        {
            if (!world.Interfaces.TryGetValue(id, out var bound))
                continue;
            if (!bound.IsPrimary)
            {
                eni++;
                continue;
            }

            switch (world.Instances.GetValueOrDefault(bound.InstanceId)?.Type)
            {
                case InstanceType.Cvm:
                    cvm++;
                    break;
                case InstanceType.Clb:
                    clb++;
                    break;
                case InstanceType.Cdb:
                    cdb++;
                    break;
                default:
                    other++;
                    break;
            }
        }

        ReadOnlySpan<(string Type, int Count)> byType = [("CVM", cvm), ("CDB", cdb), ("ENI", eni), ("CLB", clb), ("OTHER", other)];
        var statistics = ImmutableArray.CreateBuilder<InstanceStatistic>(byType.Length);
        foreach (var (type, count) in byType)
        {
            if (count > 0)
                statistics.Add(new InstanceStatistic { InstanceType = type, InstanceCount = count });
        }

        return new SecurityGroupAssociationStatistics
        {
            SecurityGroupId = groupId,
            CVM = cvm,
            CDB = cdb,
            ENI = eni,
            SG = world.ReferencesByGroup.GetValueOrDefault(groupId)?.Count ?? 0,
            CLB = clb,
            InstanceStatistics = statistics.DrainToImmutable(),
            TotalCount = cvm + cdb + eni + clb + other,
        };
    }
}
