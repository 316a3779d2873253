using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ringfence.Api.Credentials;

/// <summary>
/// Encrypts the keys of key pairs where they are kept: AES-256-GCM (NIST SP 800-38D), a random nonce for each text, and everything that the pair is bound to as associated
/// data, so that neither a key nor a role can be moved from one pair to another.
/// </summary>
internal sealed class SecretCipher : IDisposable
{
    public const int KeySize = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly AesGcm _cipher;

    public SecretCipher(ReadOnlySpan<byte> key) => _cipher = new AesGcm(key, TagSize);

    /// <summary>Nonce, ciphertext and tag as base64.</summary>
    public string Encrypt(string secret, string boundTo)
    {
        byte[] plain = Encoding.UTF8.GetBytes(secret);
        byte[] sealedText = new byte[NonceSize + plain.Length + TagSize];
        var nonce = sealedText.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        _cipher.Encrypt(nonce, plain, sealedText.AsSpan(NonceSize, plain.Length), sealedText.AsSpan(NonceSize + plain.Length), Encoding.UTF8.GetBytes(boundTo));
        CryptographicOperations.ZeroMemory(plain);
        return Convert.ToBase64String(sealedText);
    }

    /// <summary>The text; null when it was encrypted with another key, is bound to something else, or was changed.</summary>
    public string? Decrypt(string text, string boundTo)
    {
        if (!Base64.IsValid(text))
            return null;
        byte[] sealedText = Convert.FromBase64String(text);
        int length = sealedText.Length - NonceSize - TagSize;
        if (length < 0)
            return null;
        byte[] plain = new byte[length];
        try
        {
            _cipher.Decrypt(
                sealedText.AsSpan(0, NonceSize), sealedText.AsSpan(NonceSize, length), sealedText.AsSpan(NonceSize + length), plain, Encoding.UTF8.GetBytes(boundTo));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public void Dispose() => _cipher.Dispose();
}
