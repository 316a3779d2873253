using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Groups;

/// <summary>Reading groups.</summary>
internal static class SecurityGroups
{
    /// <summary>All groups.</summary>
    public static Task<Listing<SecurityGroup>> ListAsync(Session session, CancellationToken cancellationToken) => session.ListAsync(
        ApiService.Vpc, "DescribeSecurityGroups", [], "SecurityGroupSet", VpcJsonContext.Default.SecurityGroup, cancellationToken);

    /// <summary>All groups, to be found by id or name.</summary>
    public static async Task<NamedThings<SecurityGroup>> NamesAsync(Session session, CancellationToken cancellationToken)
    {
        var groups = await ListAsync(session, cancellationToken).ConfigureAwait(false);
        return new NamedThings<SecurityGroup>("security group", [.. groups.Items], group => group.SecurityGroupId, group => group.SecurityGroupName);
    }

    /// <summary>The group with this id or unique name.</summary>
    /// <exception cref="CommandFailure">There is none, or there are several.</exception>
    public static async Task<SecurityGroup> FindAsync(Session session, string text, CancellationToken cancellationToken) =>
        (await NamesAsync(session, cancellationToken).ConfigureAwait(false)).Find(text);

    /// <summary><c>web (sg-12345678)</c>.</summary>
    public static string Describe(this SecurityGroup group) => $"{group.SecurityGroupName} ({group.SecurityGroupId})";
}
