using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc;

/// <summary>The order of a list of groups: by a time, up or down, ties by id so that pages fit together.</summary>
internal sealed class SecurityGroupOrder(bool byUpdate, bool descending) : IComparer<SecurityGroup>
{
    /// <summary>Reads <c>OrderField</c> and <c>OrderDirection</c>. Without a field: newest first.</summary>
    public static SecurityGroupOrder Read(ParameterReader parameters)
    {
        string field = parameters.Word("OrderField", "CreatedTime", "UpdateTime");
        string direction = parameters.Word("OrderDirection", "ASC", "DESC");
        return new SecurityGroupOrder(field == "UpdateTime", field.Length == 0 || direction == "DESC");
    }

    /// <inheritdoc/>
    public int Compare(SecurityGroup? x, SecurityGroup? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int times = byUpdate ? x.UpdatedAt.CompareTo(y.UpdatedAt) : x.CreatedAt.CompareTo(y.CreatedAt);
        if (times != 0)
            return descending ? -times : times;
        return string.CompareOrdinal(x.Id, y.Id);
    }
}
