using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ringfence.Api.Access;
using Ringfence.Linux.Files;

namespace Ringfence.Api.Credentials;

/// <summary>
/// The key pairs of this server: the root pair that it starts with, an admin that nothing can take away, and those that actions make. A change is durable when it
/// returns and holds for the next request.
/// </summary>
public sealed class AccessKeys : IDisposable
{
    /// <summary>How many key pairs an account may have besides the root pair.</summary>
    public const int MaximumKeys = 100;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly SecretCipher _cipher;
    private readonly TimeProvider _clock;
    private ImmutableArray<(AccessKey Key, string Secret)> _keys;

    private AccessKeys(KeyPair root, string path, SecretCipher cipher, TimeProvider clock, ImmutableArray<(AccessKey Key, string Secret)> keys)
    {
        Root = root;
        _path = path;
        _cipher = cipher;
        _clock = clock;
        _keys = keys;
        Ring = new KeyRing();
        Publish();
    }

    /// <summary>The pair that the server starts with.</summary>
    public KeyPair Root { get; }

    /// <summary>The pairs that may sign now.</summary>
    public KeyRing Ring { get; }

    /// <summary>Reads the pairs of a data folder. Null with a fault, for people, when the server must not start. Throws only when the folder cannot be read or written.</summary>
    public static AccessKeys? Open(KeyPair root, CredentialSettings settings, string dataFolder, TimeProvider clock, out string? fault)
    {
        string path = Path.Combine(dataFolder, AccessKeyFile.Name);
        if (AccessKeyFile.Read(path, out fault) is not { } stored || MasterKey.Resolve(settings.MasterKey, dataFolder, !stored.IsEmpty, out fault) is not { } master)
            return null;

        var cipher = new SecretCipher(master);
        var keys = ImmutableArray.CreateBuilder<(AccessKey, string)>(stored.Length);
        foreach (var entry in stored)
        {
            var key = Of(entry);
            if (cipher.Decrypt(entry.EncryptedSecret, key.Binding) is { } secret)
            {
                keys.Add((key, secret));
                continue;
            }

            fault = $"The key pair {entry.SecretId} in {path} cannot be decrypted: it was encrypted with another master key, or somebody changed it.";
            cipher.Dispose();
            return null;
        }

        return new AccessKeys(root, path, cipher, clock, keys.MoveToImmutable());
    }

    /// <summary>The pairs of an account that actions made, oldest first.</summary>
    public ImmutableArray<AccessKey> List(string account)
    {
        lock (_lock)
            return [.. _keys.Select(entry => entry.Key).Where(key => key.Account == account)];
    }

    /// <summary>Makes a pair. Null when the account has as many as it may. The secret is told this once.</summary>
    public (AccessKey Key, string Secret)? Create(string account, Role role, string description, string createdBy)
    {
        var pair = CredentialFile.Generate();
        var key = new AccessKey
        {
            SecretId = pair.SecretId,
            Account = account,
            Role = role,
            IsActive = true,
            Description = description,
            CreatedAt = _clock.GetUtcNow(),
            CreatedBy = createdBy,
        };
        lock (_lock)
        {
            if (_keys.Count(entry => entry.Key.Account == account) >= MaximumKeys)
                return null;
            Save(_keys.Add((key, pair.SecretKey)));
        }

        return (key, pair.SecretKey);
    }

    /// <summary>Changes a pair of an account. False when there is none of that id.</summary>
    public bool TryUpdate(string account, string secretId, Func<AccessKey, AccessKey> change, [NotNullWhen(true)] out AccessKey? changed)
    {
        lock (_lock)
        {
            changed = null;
            int at = IndexOf(account, secretId);
            if (at < 0)
                return false;
            changed = change(_keys[at].Key);
            Save(_keys.SetItem(at, (changed, _keys[at].Secret)));
            return true;
        }
    }

    /// <summary>Takes a pair of an account away for good. False when there is none of that id.</summary>
    public bool TryDelete(string account, string secretId)
    {
        lock (_lock)
        {
            int at = IndexOf(account, secretId);
            if (at < 0)
                return false;
            Save(_keys.RemoveAt(at));
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();

    private int IndexOf(string account, string secretId)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            if (_keys[i].Key.SecretId == secretId && _keys[i].Key.Account == account)
                return i;
        }

        return -1;
    }

    /// <summary>Durable first; when the disk refuses, nothing has changed here. The file may have, where it refused the very last step (<see cref="DurableFile.Replace"/>): a restart then finds the change.</summary>
    private void Save(ImmutableArray<(AccessKey Key, string Secret)> keys)
    {
        AccessKeyFile.Write(_path, [.. keys.Select(entry => new StoredAccessKey(
            entry.Key.SecretId, entry.Key.Account, entry.Key.Role, entry.Key.IsActive, entry.Key.Description, entry.Key.CreatedAt, entry.Key.CreatedBy,
            _cipher.Encrypt(entry.Secret, entry.Key.Binding)))]);
        _keys = keys;
        Publish();
    }

    private void Publish() => Ring.Replace(
        [Root, .. _keys.Where(entry => entry.Key.IsActive).Select(entry => new KeyPair(entry.Key.SecretId, entry.Secret, entry.Key.Account, entry.Key.Role))]);

    private static AccessKey Of(StoredAccessKey stored) => new()
    {
        SecretId = stored.SecretId,
        Account = stored.Account,
        Role = stored.Role,
        IsActive = stored.IsActive,
        Description = stored.Description,
        CreatedAt = stored.CreatedAt,
        CreatedBy = stored.CreatedBy,
    };
}
