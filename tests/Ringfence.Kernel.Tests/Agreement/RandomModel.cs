using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Lab.Client;
using Ringfence.Lab.Model;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Agreement;

/// <summary>
/// Random policies: six groups that refer to each other, overlapping prefixes of both families around the addresses that exist, port lists and ranges, accept
/// and drop in any order, some groups in observe mode, one to four groups a station; address and service templates and their groups, some of them empty. Within the vendor's default quotas.
/// </summary>
internal sealed class RandomModel(Random random, Laboratory lab)
{
    private const int GroupCount = 6;
    private const string AddressTemplateGroup = "addresses";
    private const string ServiceTemplateGroup = "services";
    private static readonly string[] AddressTemplates = ["a0", "a1", "a2"];
    private static readonly string[] ServiceTemplates = ["s0", "s1", "s2"];
    private static readonly string[] Names = [.. Enumerable.Range(0, GroupCount).Select(i => $"g{i}")];
    private static readonly ushort[] Ports = [0, 1, 22, 53, 80, 81, 443, 1024, 8000, 8080, 65534, 65535];
    private readonly IpAddress[] _addresses =
        [.. lab.Instances.SelectMany(station => station.Addresses), .. lab.Outside.Addresses, AddressPlan.Host4, AddressPlan.Host6];

    public PolicyModel Next()
    {
        ImmutableArray<ModelTemplate> templates = [.. Templates()];
        int references = 0;
        var groups = Names.Select(name =>
        {
            references = 0;
            return new ModelGroup(name, Rules(ref references), Rules(ref references)) { IsObserved = random.Next(5) == 0 };
        });
        return new PolicyModel([.. groups], [.. lab.Instances.Select(Binding)]) { Templates = templates };
    }

    private IEnumerable<ModelTemplate> Templates()
    {
        foreach (string name in AddressTemplates)
            yield return new ModelTemplate(name, ModelTemplateKind.AddressTemplate, Members(_ => AddressEntry()));
        foreach (string name in ServiceTemplates)
            yield return new ModelTemplate(name, ModelTemplateKind.ServiceTemplate, Members(_ => ServiceEntry()));
        yield return new ModelTemplate(AddressTemplateGroup, ModelTemplateKind.AddressTemplateGroup, Some(AddressTemplates));
        yield return new ModelTemplate(ServiceTemplateGroup, ModelTemplateKind.ServiceTemplateGroup, Some(ServiceTemplates));
    }

    /// <summary>Up to four entries, often none; the API takes each meaning once.</summary>
    private ImmutableArray<string> Members(Func<int, string> entry) =>
        [.. Enumerable.Range(0, random.Next(5)).Select(entry).DistinctBy(Meaning)];

    private ImmutableArray<string> Some(string[] names) => [.. names.Where(_ => random.Next(3) > 0)];

    private static object Meaning(string entry)
    {
        if (IpRange.TryParse(entry, out var range))
            return range;
        string[] parts = entry.Split(':');
        return ApiServices.Parse(parts[0], parts.Length > 1 ? parts[1] : "ALL");
    }

    private string AddressEntry()
    {
        if (random.Next(2) == 0)
            return Prefix().ToString();
        var first = _addresses[random.Next(_addresses.Length)];
        var last = first.Value + (UInt128)random.Next(random.Next(2) == 0 ? 4 : 5000);
        return $"{first}-{new IpAddress(first.Family, last > first.Family.MaxValue() ? first.Family.MaxValue() : last)}";
    }

    private string ServiceEntry()
    {
        string protocol = Protocol(null).ToLowerInvariant();
        return protocol is "tcp" or "udp" ? $"{protocol}:{PortText()}" : protocol;
    }

    private ModelBinding Binding(LabStation station)
    {
        var shuffled = Names.ToArray();
        random.Shuffle(shuffled);
        return new ModelBinding(station.Name, [.. shuffled.Take(random.Next(1, 5))]);
    }

    private ImmutableArray<ApiRule> Rules(ref int references)
    {
        var rules = ImmutableArray.CreateBuilder<ApiRule>();
        for (int count = random.Next(0, 11); count > 0; count--)
            rules.Add(Rule(ref references));
        return rules.DrainToImmutable();
    }

    private ApiRule Rule(ref int references)
    {
        var action = random.Next(10) < 7 ? RuleAction.Accept : RuleAction.Drop;
        string peer;
        AddressFamily? family = null;
        // Ten rules of a group may name groups (SecurityGroupReferenceLimit).
        if (references < 10 && random.Next(10) < 3)
        {
            references++;
            peer = Names[random.Next(GroupCount)];
        }
        else if (random.Next(4) == 0)
        {
            peer = random.Next(3) == 0 ? AddressTemplateGroup : AddressTemplates[random.Next(AddressTemplates.Length)];
        }
        else
        {
            var prefix = Prefix();
            family = prefix.Family;
            peer = prefix.ToString();
        }

        string protocol = Protocol(family);
        return new ApiRule(action, protocol, protocol is "TCP" or "UDP" ? PortText() : "ALL", peer)
        {
            ServiceTemplate = random.Next(5) > 0 ? "" : random.Next(3) == 0 ? ServiceTemplateGroup : ServiceTemplates[random.Next(ServiceTemplates.Length)],
        };
    }

    private IpPrefix Prefix()
    {
        var address = _addresses[random.Next(_addresses.Length)];
        int bits = address.Family.Bits();
        // Mostly near the leaves, where neighbouring addresses fall apart, but the whole range occurs.
        int length = random.Next(4) switch
        {
            0 => random.Next(bits + 1),
            1 => bits,
            _ => bits - random.Next(10),
        };
        if (random.Next(4) == 0)
            length = 0;
        return new IpPrefix(address, length);
    }

    private string Protocol(AddressFamily? family)
    {
        string icmp = family == AddressFamily.IPv6 ? "ICMPV6" : family == AddressFamily.IPv4 || random.Next(2) == 0 ? "ICMP" : "ICMPV6";
        return random.Next(10) switch
        {
            < 3 => "ALL",
            < 6 => "TCP",
            < 8 => "UDP",
            8 => icmp,
            _ => "GRE",
        };
    }

    private string PortText()
    {
        if (random.Next(5) == 0)
            return "ALL";
        return string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            ushort first = Ports[random.Next(Ports.Length)];
            int last = Math.Min(ushort.MaxValue, first + random.Next(0, 200));
            return last == first || random.Next(2) == 0
                ? first.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
        }));
    }
}
