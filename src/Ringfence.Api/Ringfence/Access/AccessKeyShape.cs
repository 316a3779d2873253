using Ringfence.Api.Access;
using Ringfence.Api.Credentials;
using Ringfence.Api.Mapping;
using AccessKey = Ringfence.Contracts.Ringfence.AccessKey;

namespace Ringfence.Api.Ringfence.Access;

/// <summary>Key pairs as the wire has them.</summary>
internal static class AccessKeyShape
{
    public const string Active = "Active";
    public const string Inactive = "Inactive";

    public static string Status(bool isActive) => isActive ? Active : Inactive;

    public static AccessKey ToWire(Credentials.AccessKey key) => new()
    {
        SecretId = key.SecretId,
        Role = RoleText.Write(key.Role),
        Status = Status(key.IsActive),
        Description = key.Description,
        CreatedTime = WireClock.Iso(key.CreatedAt),
        CreatedBy = key.CreatedBy,
        IsRoot = false,
    };

    public static AccessKey Root(KeyPair root) => new()
    {
        SecretId = root.SecretId,
        Role = RoleText.Write(root.Role),
        Status = Active,
        Description = "The pair that the server is started with",
        CreatedTime = "",
        CreatedBy = "",
        IsRoot = true,
    };
}
