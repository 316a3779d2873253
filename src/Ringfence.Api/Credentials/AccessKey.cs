using Ringfence.Api.Access;

namespace Ringfence.Api.Credentials;

/// <summary>A key pair that was made by an action, without its secret.</summary>
public sealed record AccessKey
{
    public required string SecretId { get; init; }

    public required string Account { get; init; }

    public required Role Role { get; init; }

    /// <summary>A key pair that is not active signs nothing, as if it were not there.</summary>
    public required bool IsActive { get; init; }

    public required string Description { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key pair that made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>What its secret is bound to where it is kept: whoever can write the file but has not the master key can change none of these.</summary>
    internal string Binding => string.Join('\n', SecretId, Account, Role, IsActive);
}
