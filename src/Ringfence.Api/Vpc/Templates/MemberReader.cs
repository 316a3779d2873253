using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>The members that a request gives, and the parameter that gives them.</summary>
internal readonly record struct GivenMembers(ImmutableArray<MemberSpec>? Members, string Parameter);

/// <summary>Reads members of templates. Text stays text: the command judges it.</summary>
internal static class MemberReader
{
    /// <summary>The whole list, as text or with descriptions, never both (an empty list beside a full one counts as absent); null when neither is given.</summary>
    public static GivenMembers WholeList(ParameterReader parameters, TemplateWire wire)
    {
        var plain = parameters.Strings(wire.Members)?.Select(text => new MemberSpec(text, null)).ToImmutableArray();
        if (wire.ExtraParameter is not { } extraName)
            return new GivenMembers(plain, wire.Members);
        var extra = parameters.Objects(extraName, reader => ReadExtra(reader, wire.Member));
        if (plain is { IsEmpty: false } && extra is { IsEmpty: false })
            parameters.Fault("InvalidParameter.Coexist", $"`{wire.Members}` and `{extraName}` cannot be given together.");
        return extra is { IsEmpty: false } || plain is null ? new GivenMembers(extra, extra is null ? wire.Members : extraName) : new GivenMembers(plain, wire.Members);
    }

    /// <summary>A list of MemberInfo that must be given (reference D.3).</summary>
    public static ImmutableArray<MemberSpec> Required(ParameterReader parameters, string name)
    {
        if (parameters.Raw(name) is null)
            parameters.Missing(name);
        return parameters.Objects(name, ReadMember) ?? [];
    }

    /// <summary>Here the list says everything: no description means none, and not the one that was there.</summary>
    private static MemberSpec ReadExtra(ParameterReader reader, string member)
    {
        var spec = new MemberSpec(reader.RequiredString(member), reader.String("Description") ?? "");
        reader.AllowOnly(member, "Description", "UpdatedTime");
        return spec;
    }

    private static MemberSpec ReadMember(ParameterReader reader)
    {
        var spec = new MemberSpec(reader.RequiredString("Member"), reader.String("Description"));
        reader.AllowOnly("Member", "Description");
        return spec;
    }
}
