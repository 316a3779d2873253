using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Policy.Addressing;

namespace Ringfence.Bench;

/// <summary>One member more in a group that a rule names, by the group's size: time until answered, enforced and noticed by packets, and memory.</summary>
internal static class MembersBenchmark
{
    private const int PerCall = 500;
    private const int Additions = 100;
    private const int WarmUp = 10;

    /// <summary>A host holds 4,096 interfaces.</summary>
    private const int PerHost = 4000;

    public static async Task RunAsync(IReadOnlyList<int> sizes, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Additions} members added one by one, milliseconds; memory of the server, MiB:\n"));
        await output.WriteLineAsync("| driver | members | answer p50 | p99 | answer to packets p50 | p99 | filled in (s) | memory before | after filling | after adding |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|---|---|---|");
        foreach (string driver in (string[])["ebpf", "nftables"])
        {
            foreach (int size in sizes)
                await output.WriteLineAsync(await MeasureAsync(driver, size, cancellationToken));
        }
    }

    private static async Task<string> MeasureAsync(string driver, int size, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(
            ["--datapath", driver, "--quota", "InstancesPerGroup=1000000", "--quota", "ReferencedGroupMembers=1000000"], cancellationToken);
        var (lab, api, web) = (server.Lab, server.Api, server.Lab["web"]);
        string clients = await api.CreateGroupAsync("clients", cancellationToken);
        string servers = await api.CreateGroupAsync("servers", [ApiRule.AcceptAll(clients)], [], cancellationToken);
        var guarded = await api.RegisterAsync([web.AsGuest([servers])], cancellationToken);
        await api.AwaitEnforcedAsync(cancellationToken, guarded[0].InstanceId);
        double before = server.ResidentMebibytes;

        long start = Stopwatch.GetTimestamp();
        for (int first = 0; first < size; first += PerCall)
            await api.RegisterAsync(Enumerable.Range(first, Math.Min(PerCall, size - first)).Select(i => Member(i, clients)), cancellationToken);
        await api.AwaitEnforcedAsync(cancellationToken, guarded[0].InstanceId);
        var filling = Stopwatch.GetElapsedTime(start);
        double filled = server.ResidentMebibytes;

        var times = new List<VerdictChange>();
        for (int i = -WarmUp; i < Additions; i++)
        {
            int member = size + WarmUp + i;
            // The members are on other hosts: their packets come in at the uplink.
            times.Add(await VerdictChange.MeasureAsync(
                lab,
                () => Probe.Udp(lab.Outside.At(Address(member)), web.V4, 53),
                passesAfter: true,
                () => api.RegisterAsync([Member(member, clients)], cancellationToken)));
        }

        var answers = new Percentiles(times.Skip(WarmUp).Select(change => change.Answer));
        var noticed = new Percentiles(times.Skip(WarmUp).Select(change => change.Noticed));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {driver} | {size:N0} | {answers.At(50)} | {answers.At(99)} | {noticed.At(50)} | {noticed.At(99)} | {filling.TotalSeconds:F1} | {before:F0} | {filled:F0} | {server.ResidentMebibytes:F0} |");
    }

    private static IpAddress Address(int index) => IpAddress.V4(0x0b00_0001 + (uint)index);

    private static JsonObject Member(int index, string group) => new()
    {
        ["InstanceName"] = string.Create(CultureInfo.InvariantCulture, $"m{index}"),
        ["Host"] = string.Create(CultureInfo.InvariantCulture, $"elsewhere-{index / PerHost}"),
        ["SecurityGroupIds"] = new JsonArray(group),
        ["NetworkInterfaces"] = new JsonArray(new JsonObject
        {
            ["Device"] = string.Create(CultureInfo.InvariantCulture, $"m{index}"),
            ["PrivateIpAddresses"] = new JsonArray(Address(index).ToString()),
        }),
    };
}
