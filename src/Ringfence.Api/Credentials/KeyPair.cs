using System.Text;
using Ringfence.Api.Access;

namespace Ringfence.Api.Credentials;

/// <summary>A key pair and the account whose objects it sees.</summary>
public sealed class KeyPair
{
    private readonly byte[] _secretKey;

    /// <summary>Makes a pair of texts that are not empty.</summary>
    public KeyPair(string secretId, string secretKey, string account, Role role = Role.Admin)
    {
        ArgumentException.ThrowIfNullOrEmpty(secretId);
        ArgumentException.ThrowIfNullOrEmpty(secretKey);
        ArgumentException.ThrowIfNullOrEmpty(account);
        SecretId = secretId;
        SecretKey = secretKey;
        Account = account;
        Role = role;
        _secretKey = Encoding.UTF8.GetBytes(secretKey);
    }

    /// <summary>The id, which requests name.</summary>
    public string SecretId { get; }

    /// <summary>The key, which requests are signed with.</summary>
    public string SecretKey { get; }

    /// <summary>The account's number.</summary>
    public string Account { get; }

    /// <summary>What it may do.</summary>
    public Role Role { get; }

    /// <summary>The key as UTF-8.</summary>
    public ReadOnlySpan<byte> SecretKeyBytes => _secretKey;

    /// <summary>The id only: a key pair may end up in a log line.</summary>
    public override string ToString() => SecretId;
}
