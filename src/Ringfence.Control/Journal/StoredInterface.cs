using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of a <see cref="NetworkInterface"/>.</summary>
internal sealed class StoredInterface
{
    private const string Guest = "guest";
    private const string HostRole = "host";

    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string InstanceId { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public bool IsPrimary { get; init; }

    public required string VpcId { get; init; }

    public required string Host { get; init; }

    public required string Device { get; init; }

    public required string Role { get; init; }

    public string? Mac { get; init; }

    public string[]? PrivateAddresses { get; init; }

    public string[]? Ipv6Addresses { get; init; }

    public string[]? PublicAddresses { get; init; }

    public required bool SourceCheck { get; init; }

    public string[]? SecurityGroupIds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static StoredInterface Of(NetworkInterface networkInterface) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = networkInterface.Scope.Account,
        Region = networkInterface.Scope.Region,
        InstanceId = networkInterface.InstanceId,
        Name = Stored.NullIfEmpty(networkInterface.Name),
        Description = Stored.NullIfEmpty(networkInterface.Description),
        IsPrimary = networkInterface.IsPrimary,
        VpcId = networkInterface.VpcId,
        Host = networkInterface.Host,
        Device = networkInterface.Device,
        Role = networkInterface.Role == InterfaceRole.Guest ? Guest : HostRole,
        Mac = networkInterface.Mac?.ToString(),
        PrivateAddresses = Stored.NullIfEmpty(networkInterface.PrivateAddresses, address => address.ToString()),
        Ipv6Addresses = Stored.NullIfEmpty(networkInterface.Ipv6Addresses, address => address.ToString()),
        PublicAddresses = Stored.NullIfEmpty(networkInterface.PublicAddresses, address => address.ToString()),
        SourceCheck = networkInterface.SourceCheck,
        SecurityGroupIds = Stored.NullIfEmpty(networkInterface.SecurityGroupIds, id => id),
        CreatedAt = networkInterface.CreatedAt,
    };

    public NetworkInterface ToInterface(string id) => new()
    {
        Id = id,
        Scope = new Scope(Account, Region),
        InstanceId = InstanceId,
        Name = Name ?? "",
        Description = Description ?? "",
        IsPrimary = IsPrimary,
        VpcId = VpcId,
        Host = Host,
        Device = Device,
        Role = ReadRole(),
        Mac = Mac is null ? null : ReadMac(Mac),
        PrivateAddresses = Stored.Read(PrivateAddresses, ReadAddress),
        Ipv6Addresses = Stored.Read(Ipv6Addresses, ReadAddress),
        PublicAddresses = Stored.Read(PublicAddresses, ReadAddress),
        SourceCheck = SourceCheck,
        SecurityGroupIds = Stored.Read(SecurityGroupIds, group => group),
        CreatedAt = CreatedAt,
    };

    private static IpAddress ReadAddress(string text) =>
        IpAddress.TryParse(text, out var address) ? address : throw new InvalidDataException($"A stored address cannot be read: '{text}'.");

    private static MacAddress ReadMac(string text) =>
        MacAddress.TryParse(text, out var mac) ? mac : throw new InvalidDataException($"A stored MAC address cannot be read: '{text}'.");

    private InterfaceRole ReadRole() => Role switch
    {
        Guest => InterfaceRole.Guest,
        HostRole => InterfaceRole.Host,
        _ => throw new InvalidDataException($"A stored interface has a role that cannot be read: '{Role}'."),
    };
}
