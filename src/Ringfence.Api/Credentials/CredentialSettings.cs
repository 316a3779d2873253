namespace Ringfence.Api.Credentials;

/// <summary>The key pair as the environment gives it; null where it does not.</summary>
/// <param name="SecretId"><c>RINGFENCE_SECRET_ID</c>.</param>
/// <param name="SecretKey"><c>RINGFENCE_SECRET_KEY</c>.</param>
/// <param name="Account"><c>RINGFENCE_ACCOUNT</c>, the account number of the pair.</param>
public sealed record CredentialSettings(string? SecretId, string? SecretKey, string? Account)
{
    /// <summary>The name of the variable that holds the id.</summary>
    public const string SecretIdVariable = "RINGFENCE_SECRET_ID";

    /// <summary>The name of the variable that holds the key.</summary>
    public const string SecretKeyVariable = "RINGFENCE_SECRET_KEY";

    /// <summary>The name of the variable that holds the account number.</summary>
    public const string AccountVariable = "RINGFENCE_ACCOUNT";

    /// <summary>The name of the variable that holds the key that other pairs' secrets are encrypted with, in base64.</summary>
    public const string MasterKeyVariable = "RINGFENCE_MASTER_KEY";

    /// <summary>The account when none is given.</summary>
    public const string DefaultAccount = "100000000001";

    /// <summary><c>RINGFENCE_MASTER_KEY</c>; without it a key is kept in the data folder.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Nothing given: a pair is generated.</summary>
    public static CredentialSettings None { get; } = new(null, null, null);

    /// <summary>Reads the environment of this process. An empty variable is one that is not given.</summary>
    public static CredentialSettings FromEnvironment() => new(Read(SecretIdVariable), Read(SecretKeyVariable), Read(AccountVariable))
    {
        MasterKey = Read(MasterKeyVariable),
    };

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
