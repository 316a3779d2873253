using System.Collections.Frozen;
using Ringfence.Datapath.Ebpf;

namespace Ringfence.Agent.Options;

/// <summary>The ages of flows by the names that operators write, in seconds.</summary>
public static class FlowAgeNames
{
    /// <summary>Ten days: twice the longest that is usual. The program compares ticks in 31 bits, which are 24 days where a tick is a millisecond.</summary>
    private const int Most = 864_000;

    private static readonly FrozenDictionary<string, Func<FlowAges, TimeSpan, FlowAges>> Setters = new Dictionary<string, Func<FlowAges, TimeSpan, FlowAges>>
    {
        [nameof(FlowAges.TcpHalfOpen)] = (ages, age) => ages with { TcpHalfOpen = age },
        [nameof(FlowAges.TcpAnswered)] = (ages, age) => ages with { TcpAnswered = age },
        [nameof(FlowAges.TcpEstablished)] = (ages, age) => ages with { TcpEstablished = age },
        [nameof(FlowAges.TcpClosing)] = (ages, age) => ages with { TcpClosing = age },
        [nameof(FlowAges.TcpClosed)] = (ages, age) => ages with { TcpClosed = age },
        [nameof(FlowAges.TcpReset)] = (ages, age) => ages with { TcpReset = age },
        [nameof(FlowAges.UdpUnanswered)] = (ages, age) => ages with { UdpUnanswered = age },
        [nameof(FlowAges.UdpAnswered)] = (ages, age) => ages with { UdpAnswered = age },
        [nameof(FlowAges.UdpStream)] = (ages, age) => ages with { UdpStream = age },
        [nameof(FlowAges.Icmp)] = (ages, age) => ages with { Icmp = age },
        [nameof(FlowAges.OtherUnanswered)] = (ages, age) => ages with { OtherUnanswered = age },
        [nameof(FlowAges.OtherAnswered)] = (ages, age) => ages with { OtherAnswered = age },
        [nameof(FlowAges.Fragments)] = (ages, age) => ages with { Fragments = age },
        [nameof(FlowAges.EvictAfter)] = (ages, age) => ages with { EvictAfter = age },
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>All names.</summary>
    public static string All { get; } = string.Join(", ", Setters.Keys.Order(StringComparer.Ordinal));

    /// <summary>Sets an age. False, with the reason, when there is no such age or it is not a number of seconds in its bounds.</summary>
    public static bool TrySet(ref FlowAges ages, string name, int? seconds, out string fault)
    {
        fault = "";
        if (!Setters.TryGetValue(name, out var setter))
            fault = $"there is no age `{name}`; there are {All}";
        else if (seconds is null or < 1 or > Most)
            fault = $"the age `{name}` must be a whole number of seconds from 1 to {Most}";
        else
            ages = setter(ages, TimeSpan.FromSeconds(seconds.Value));
        return fault.Length == 0;
    }

    /// <summary>Sets ages from texts as the command line has them, <c>Name=seconds</c>. Each fault is added to the list.</summary>
    public static FlowAges Read(IEnumerable<string> texts, FlowAges ages, ICollection<string> faults)
    {
        foreach (string text in texts)
        {
            var (name, seconds) = EnforcementText.Assignment(text);
            if (!TrySet(ref ages, name, seconds, out string fault))
                faults.Add($"--flow-age {text}: {fault}");
        }

        return ages;
    }
}
