using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>The order of a list of templates, and of the members shown in each. Ties go by id, so that pages fit together.</summary>
internal sealed class TemplateOrder : IComparer<ParameterTemplate>
{
    // The documented values say UpdateTime, the documented examples UpdatedTime.
    private const string Update = "UpdateTime";
    private const string Updated = "UpdatedTime";

    private readonly string _field;
    private readonly bool _descending;
    private readonly string _memberField;
    private readonly bool _membersDescending;

    private TemplateOrder(string field, bool descending, string memberField, bool membersDescending)
    {
        _field = field;
        _descending = descending;
        _memberField = memberField;
        _membersDescending = membersDescending;
    }

    /// <summary>Reads the four order parameters. Without a field templates are newest first, members as they were entered.</summary>
    public static TemplateOrder Read(ParameterReader parameters, TemplateWire wire)
    {
        string field = parameters.Word("OrderField", wire.IdParameter, "CreatedTime", Update, Updated);
        string direction = parameters.Word("OrderDirection", "ASC", "DESC");
        string memberField = parameters.Word("MemberOrderField", wire.Member, Update, Updated);
        string memberDirection = parameters.Word("MemberOrderDirection", "ASC", "DESC");
        return new TemplateOrder(field, field.Length == 0 || direction == "DESC", memberField, memberDirection == "DESC");
    }

    /// <inheritdoc/>
    public int Compare(ParameterTemplate? x, ParameterTemplate? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int order = _field switch
        {
            Update or Updated => x.UpdatedAt.CompareTo(y.UpdatedAt),
            "CreatedTime" or "" => x.CreatedAt.CompareTo(y.CreatedAt),
            _ => string.CompareOrdinal(x.Id, y.Id),
        };
        if (order != 0)
            return _descending ? -order : order;
        return string.CompareOrdinal(x.Id, y.Id);
    }

    /// <summary>Members in the order that is asked for.</summary>
    public ImmutableArray<TemplateMember> Members(ImmutableArray<TemplateMember> members)
    {
        if (_memberField.Length == 0)
            return members;
        var ordered = _memberField is Update or Updated
            ? members.Sort(static (x, y) => x.UpdatedAt.CompareTo(y.UpdatedAt) is var times and not 0 ? times : string.CompareOrdinal(x.Text, y.Text))
            : members.Sort(static (x, y) => string.CompareOrdinal(x.Text, y.Text));
        return _membersDescending ? [.. ordered.Reverse()] : ordered;
    }
}
