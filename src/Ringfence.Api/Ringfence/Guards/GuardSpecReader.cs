using Ringfence.Api.Actions;
using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>Reads guards of requests. Text stays text: the command judges it. A name that is not known is a fault.</summary>
internal static class GuardSpecReader
{
    private static readonly string[] Names = ["GuardName", "Description", "From", "Except", "To", "Services"];

    /// <summary>One of a list.</summary>
    public static GuardSpec ReadItem(ParameterReader guard)
    {
        var spec = Read(guard);
        guard.AllowOnly(Names);
        return spec;
    }

    /// <summary>The members of a guard.</summary>
    public static GuardSpec Read(ParameterReader guard) => new(
        guard.String("GuardName"), guard.String("Description"), guard.Object("From", ReadEnd), guard.Object("Except", ReadEnd), guard.Object("To", ReadEnd), guard.Strings("Services"));

    private static GuardEnd ReadEnd(ParameterReader end)
    {
        var read = new GuardEnd
        {
            All = end.Boolean("All") ?? false,
            Outside = end.Boolean("Outside") ?? false,
            CidrBlocks = end.Strings("CidrBlocks") ?? [],
            SecurityGroupIds = end.Strings("SecurityGroupIds") ?? [],
            AddressTemplateIds = end.Strings("AddressTemplateIds") ?? [],
            Tags = end.Objects("Tags", ReadTag) ?? [],
            InstanceIds = end.Strings("InstanceIds") ?? [],
        };
        end.AllowOnly("All", "Outside", "CidrBlocks", "SecurityGroupIds", "AddressTemplateIds", "Tags", "InstanceIds");
        return read;
    }

    private static Tag ReadTag(ParameterReader tag)
    {
        var read = new Tag(tag.RequiredString("Key"), tag.String("Value") ?? "");
        tag.AllowOnly("Key", "Value");
        return read;
    }
}
