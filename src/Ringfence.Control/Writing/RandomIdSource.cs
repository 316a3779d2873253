using System.Security.Cryptography;
using Ringfence.Control.Commands;

namespace Ringfence.Control.Writing;

/// <summary>Identifiers from the system's random source: 36^8 (about 2.8 × 10^12) for a prefix, each equally likely.</summary>
public sealed class RandomIdSource : IIdSource
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <inheritdoc/>
    public string NewId(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, 8);
}
