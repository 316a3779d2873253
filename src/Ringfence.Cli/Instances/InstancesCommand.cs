using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Instances;

/// <summary><c>ringfence instances</c>.</summary>
internal static class InstancesCommand
{
    public static Command Create(CommandRunner runner) => new("instances", "What is protected: machines, containers, this host itself")
    {
        new ListInstancesCommand(runner),
        new RegisterInstanceCommand(runner),
        new DeregisterInstancesCommand(runner),
    };
}
