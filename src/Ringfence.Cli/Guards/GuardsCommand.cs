using System.CommandLine;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Guards;

namespace Ringfence.Cli.Guards;

/// <summary><c>ringfence guards</c>.</summary>
internal static class GuardsCommand
{
    public static Command Create(CommandRunner runner) => new("guards", "Invariants: who may never be reached by whom, checked before every change")
    {
        new ListGuardsCommand(runner),
        new CreateGuardCommand(runner),
        new DeleteGuardCommand(runner),
        new CheckGuardsCommand(runner),
    };

    /// <summary>The guards, held against the present.</summary>
    public static NamedList<GuardRecord> Guards { get; } = new(
        "guard", "DescribeGuards", "GuardSet", RingfenceJsonContext.Default.GuardRecord, static guard => guard.GuardId, static guard => guard.GuardName);
}
