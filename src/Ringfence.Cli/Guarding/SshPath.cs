using Ringfence.Cli.Running;
using Ringfence.Policy.Addressing;

namespace Ringfence.Cli.Guarding;

/// <summary>The way that this session came in by, as sshd tells it (<c>SSH_CONNECTION</c>: client address, client port, own address, own port).</summary>
/// <param name="Client">Who is at the other end.</param>
/// <param name="Own">The address of this machine that it came in at.</param>
internal sealed record SshPath(IpAddress Client, IpAddress Own)
{
    private const string Variable = "SSH_CONNECTION";

    /// <summary>The way of this session, also behind sudo, which takes the variable away; null when this is no SSH session.</summary>
    public static SshPath? Find(CliSurroundings surroundings) => Parse(surroundings.Environment(Variable) ?? surroundings.ParentEnvironment(Variable));

    /// <summary>Reads the variable; null when this is no SSH session.</summary>
    private static SshPath? Parse(string? connection)
    {
        string[] parts = (connection ?? "").Split(' ');
        return parts.Length == 4 && IpAddress.TryParse(parts[0], out var client) && IpAddress.TryParse(parts[2], out var own) ? new SshPath(client, own) : null;
    }
}
