using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Templates;

/// <summary>The end of every change of a template.</summary>
internal static class TemplateChange
{
    /// <summary>Checks the quotas and puts the template; nothing happens when it is as it was.</summary>
    public static Decision<Nothing> Commit(World world, CommandContext context, ParameterTemplate before, ParameterTemplate after, Faults faults)
    {
        if (!faults.Any)
            TemplateQuota.CheckMembers(world, context.Quotas, before, after, faults);
        if (faults.Any)
            return faults.Refuse<Nothing>();
        bool same = before.Name == after.Name && before.Members.SequenceEqual(after.Members);
        return same ? Decision<Nothing>.Accept(default) : Decision<Nothing>.Accept(default, new Change.PutTemplate(after with { UpdatedAt = context.Now }));
    }
}
