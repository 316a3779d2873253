namespace Ringfence.Api.Credentials;

/// <summary>The key pair this server starts with.</summary>
/// <param name="Pair">The pair; null when there is a fault.</param>
/// <param name="Generated">It was made just now: the one moment to show its key.</param>
/// <param name="Fault">Why the server must not start, for people.</param>
public sealed record ResolvedCredentials(KeyPair? Pair, bool Generated, string? Fault);

/// <summary>Finds the key pair: the environment's, else the one in the data folder, else a new one that is kept there.</summary>
public static class CredentialResolver
{
    /// <summary>Resolves. Throws only when the data folder cannot be read or written.</summary>
    /// <param name="settings">What the environment gives.</param>
    /// <param name="dataFolder">An existing folder.</param>
    public static ResolvedCredentials Resolve(CredentialSettings settings, string dataFolder)
    {
        string account = settings.Account ?? CredentialSettings.DefaultAccount;
        if (!account.All(char.IsAsciiDigit))
            return Refuse($"{CredentialSettings.AccountVariable} must be a number (digits only).");

        switch (settings)
        {
            case { SecretId: { } id, SecretKey: { } key }:
                return id.All(IsIdCharacter)
                    ? new(new KeyPair(id, key, account), false, null)
                    : Refuse($"{CredentialSettings.SecretIdVariable} may hold letters, digits, `-` and `_` only.");
            case { SecretId: not null }:
                return Refuse(
                    $"{CredentialSettings.SecretIdVariable} is set and {CredentialSettings.SecretKeyVariable} is not: give both, or neither to have a pair generated.");
            case { SecretKey: not null }:
                return Refuse(
                    $"{CredentialSettings.SecretKeyVariable} is set and {CredentialSettings.SecretIdVariable} is not: give both, or neither to have a pair generated.");
        }

        string path = Path.Combine(dataFolder, CredentialFile.Name);
        var stored = CredentialFile.Read(path, out string? fault);
        if (fault is not null)
            return Refuse(fault);
        bool generated = stored is null;
        if (stored is null)
        {
            stored = CredentialFile.Generate();
            CredentialFile.Write(path, stored);
        }

        return new(new KeyPair(stored.SecretId, stored.SecretKey, account), generated, null);
    }

    /// <summary>The id is part of a slash- and comma-separated header.</summary>
    private static bool IsIdCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static ResolvedCredentials Refuse(string fault) => new(null, false, fault);
}
