using System.Buffers.Text;
using System.Security.Cryptography;
using Ringfence.Linux.Files;

namespace Ringfence.Api.Credentials;

/// <summary>The key that other key pairs' secrets are encrypted with: the environment's, else the one in the data folder, else a new one that is kept there.</summary>
internal static class MasterKey
{
    public const string FileName = "master.key";

    /// <summary>The key; null with a fault when it cannot be used.</summary>
    /// <param name="given">The environment's, in base64; null when it gives none.</param>
    /// <param name="dataFolder">An existing folder.</param>
    /// <param name="isNeeded">Secrets are encrypted with it already: a missing one is a fault, and a new one would not read them.</param>
    /// <param name="fault">Why the server must not start, for people.</param>
    public static byte[]? Resolve(string? given, string dataFolder, bool isNeeded, out string? fault)
    {
        fault = null;
        if (given is not null)
        {
            if (Base64.IsValid(given) && Convert.FromBase64String(given) is { Length: SecretCipher.KeySize } key)
                return key;
            fault = $"{CredentialSettings.MasterKeyVariable} must be {SecretCipher.KeySize} bytes in base64 (`openssl rand -base64 {SecretCipher.KeySize}` makes such a key).";
            return null;
        }

        string path = Path.Combine(dataFolder, FileName);
        byte[]? stored = PrivateFile.Read(path, out fault);
        if (fault is not null || stored is { Length: SecretCipher.KeySize })
            return stored;
        if (stored is not null)
        {
            fault = $"{path} is not the {SecretCipher.KeySize} bytes it was written as.";
            return null;
        }

        if (isNeeded)
        {
            fault = $"The key pairs in {Path.Combine(dataFolder, AccessKeyFile.Name)} are encrypted with a key that is missing: bring back {path} or give "
                + $"{CredentialSettings.MasterKeyVariable}; or delete the key pairs' file, and make new ones.";
            return null;
        }

        byte[] made = RandomNumberGenerator.GetBytes(SecretCipher.KeySize);
        DurableFile.Replace(path, made);
        return made;
    }
}
