using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Exposure;

/// <summary>How bad it is that a service is open to everybody. Names and ports of the IANA registry; the choice is ours.</summary>
public static class ServiceSeverity
{
    /// <summary>More open ports than this are not a service but a door.</summary>
    private const int ManyPorts = 1024;

    private static readonly (IpProtocol Protocol, ushort Port, ExposureSeverity Severity)[] Known =
    [
        // Whoever gets in here has the machine: SSH, telnet, RDP, VNC, WinRM, rlogin family, Docker, kubelet, Kubernetes, etcd, X11, IPMI, Ringfence itself.
        .. Of(IpProtocol.Tcp, ExposureSeverity.Critical, 22, 23, 512, 513, 514, 2375, 2376, 2379, 2380, 3389, 5900, 5985, 5986, 6000, 6443, 9510, 10250),
        .. Of(IpProtocol.Udp, ExposureSeverity.Critical, 623),
        // Data: SMB, NFS, LDAP, SQL Server, Oracle, MySQL, PostgreSQL, Redis, Memcached, MongoDB, Elasticsearch, Cassandra, RabbitMQ, Kafka, ZooKeeper, InfluxDB, rsync, FTP.
        .. Of(IpProtocol.Tcp, ExposureSeverity.High, 20, 21, 111, 135, 139, 389, 445, 873, 1433, 1521, 2049, 2181, 3306, 5432, 5672, 6379, 7000, 8086, 9042, 9092, 9200, 9300, 11211, 15672, 27017),
        .. Of(IpProtocol.Udp, ExposureSeverity.High, 69, 111, 137, 138, 161, 389, 1900, 11211),
        // Meant to be public, often enough.
        .. Of(IpProtocol.Tcp, ExposureSeverity.Low, 25, 53, 80, 443, 465, 587, 853, 993, 995, 8080, 8443),
        .. Of(IpProtocol.Udp, ExposureSeverity.Low, 53, 123, 443),
    ];

    /// <summary>True for everything, and for more than 1,024 ports of a protocol.</summary>
    public static bool IsDoor(ServiceSet services) => services.Services.Any(service => service.Protocol is null || PortCount(service) > ManyPorts);

    /// <summary>The worst of the set.</summary>
    public static ExposureSeverity Of(ServiceSet services)
    {
        if (IsDoor(services))
            return ExposureSeverity.Critical;
        var worst = ExposureSeverity.Low;
        foreach (var service in services.Services)
        {
            var known = Known.Where(one => service.Contains(one.Protocol, one.Port)).ToList();
            bool isPing = service.Protocol == IpProtocol.Icmp || service.Protocol == IpProtocol.IcmpV6;
            var rest = isPing || known.Count == PortCount(service) ? ExposureSeverity.Low : ExposureSeverity.Medium;
            var severity = known.Select(one => one.Severity).Append(rest).Max();
            worst = severity > worst ? severity : worst;
        }

        return worst;
    }

    private static int PortCount(LiteralService service) =>
        service.Protocol is { HasPorts: true } ? service.Ports.Ranges.Sum(range => range.Last - range.First + 1) : 1;

    private static IEnumerable<(IpProtocol Protocol, ushort Port, ExposureSeverity Severity)> Of(IpProtocol protocol, ExposureSeverity severity, params ushort[] ports) =>
        ports.Select(port => (protocol, port, severity));
}
