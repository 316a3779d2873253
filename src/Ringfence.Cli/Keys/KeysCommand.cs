using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Keys;

/// <summary><c>ringfence keys</c>.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandRunner runner) => new("keys", "Key pairs and their roles")
    {
        new ListKeysCommand(runner),
        new CreateKeyCommand(runner),
        SetKeyStatusCommand.Enable(runner),
        SetKeyStatusCommand.Disable(runner),
        new DeleteKeyCommand(runner),
    };

    /// <summary>The argument that names a pair.</summary>
    public static Argument<string> SecretId() => new("secret-id") { Description = "The pair's id" };
}
