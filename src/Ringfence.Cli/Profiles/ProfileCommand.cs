using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Profiles;

/// <summary><c>ringfence profile</c>.</summary>
internal static class ProfileCommand
{
    public static Command Create(CommandRunner runner) => new("profile", "Where and as whom to connect")
    {
        new ShowProfileCommand(runner),
        new SaveProfileCommand(runner),
    };
}
