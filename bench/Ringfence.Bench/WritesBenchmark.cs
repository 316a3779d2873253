using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Journal;

namespace Ringfence.Bench;

/// <summary>A command from the call to the durable answer, without HTTP and kernel: groups with rules and interfaces in numbers, on a journal on disk. What the writer itself costs.</summary>
internal static class WritesBenchmark
{
    private const int RulesPerGroup = 40;
    private const int Hosts = 4;
    private const int WarmUp = 200;
    private static readonly Scope Scope = new("100000000001", "ap-guangzhou");
    private static readonly Origin Origin = new("bench", "", "", "Bench");

    public static async Task RunAsync(int size, int commands, TextWriter output, CancellationToken cancellationToken)
    {
        string data = Directory.CreateTempSubdirectory("ringfence-bench-").FullName;
        try
        {
            using var folder = DataFolder.Open(data);
            await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, cancellationToken);
            var options = new ControlPlaneOptions { Quotas = _ => new Quotas { SecurityGroups = 10_000, InstancesPerGroup = 100_000 } };
            await using var plane = await ControlPlane.StartAsync(journal, options, NullLogger<ControlPlane>.Instance, cancellationToken);
            var groups = await FillAsync(plane, size, cancellationToken);

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{size} groups of {RulesPerGroup} rules, {size} interfaces on {Hosts} hosts; {commands} commands, ms:\n"));
            await output.WriteLineAsync("| command | p50 | p99 |\n|---|---|---|");
            await output.WriteLineAsync(await MeasureAsync(plane, "a rule more or less", commands, i => i % 2 == 0
                ? new CreateSecurityGroupPolicies(groups[i / 2 % size], new RuleSetSpec(null, [Rule("172.16.0.0/12", 9) with { PolicyIndex = 0 }], []))
                : (object)new DeleteSecurityGroupPolicies(groups[i / 2 % size], new RuleSetSpec(null, [new RuleSpec { PolicyIndex = 0 }], [])), cancellationToken));
            await output.WriteLineAsync(await MeasureAsync(plane, "a member more", commands, i => Register(size + i, groups[0]), cancellationToken));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<List<string>> FillAsync(ControlPlane plane, int size, CancellationToken cancellationToken)
    {
        var groups = new List<string>();
        for (int i = 0; i < size; i++)
        {
            var rules = Enumerable.Range(0, RulesPerGroup).Select(r => Rule(i > 0 && r == 0 ? groups[i - 1] : $"10.{i % 250}.{r}.0/24", 1000 + r)).ToImmutableArray();
            var made = await plane.ExecuteAsync(new CreateSecurityGroup($"g{i}", "", "0", [], null), Scope, Origin, cancellationToken);
            groups.Add(made.Value!.Id);
            var filled = await plane.ExecuteAsync(new CreateSecurityGroupPolicies(groups[i], new RuleSetSpec(null, rules, [])), Scope, Origin, cancellationToken);
            if (filled.Status != Control.OutcomeStatus.Committed)
                throw new InvalidOperationException(string.Join("; ", filled.Refusals));
        }

        for (int i = 0; i < size; i++)
            await plane.ExecuteAsync(Register(i, groups[i]), Scope, Origin, cancellationToken);
        return groups;
    }

    private static async Task<string> MeasureAsync(ControlPlane plane, string what, int commands, Func<int, object> command, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (int i = 0; i < commands + WarmUp; i++)
        {
            long start = Stopwatch.GetTimestamp();
            var (status, refusals) = command(i) switch
            {
                CreateSecurityGroupPolicies create => Told(await plane.ExecuteAsync(create, Scope, Origin, cancellationToken)),
                DeleteSecurityGroupPolicies delete => Told(await plane.ExecuteAsync(delete, Scope, Origin, cancellationToken)),
                RegisterInstances register => Told(await plane.ExecuteAsync(register, Scope, Origin, cancellationToken)),
                var other => throw new InvalidOperationException(other.ToString()),
            };
            if (status != Control.OutcomeStatus.Committed)
                throw new InvalidOperationException($"{what}, {i}: {status} {refusals}");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var percentiles = new Percentiles(times.Skip(WarmUp).Select(time => TimeSpan.FromMilliseconds(time)));
        return $"| {what} | {percentiles.At(50)} | {percentiles.At(99)} |";
    }

    private static (Control.OutcomeStatus Status, string Refusals) Told<T>(Control.Outcome<T> outcome) => (outcome.Status, string.Join("; ", outcome.Refusals));

    private static RuleSpec Rule(string peer, int port) => peer.StartsWith("sg-", StringComparison.Ordinal)
        ? new RuleSpec { Protocol = "TCP", Port = port.ToString(CultureInfo.InvariantCulture), SecurityGroupId = peer, Action = "ACCEPT" }
        : new RuleSpec { Protocol = "TCP", Port = port.ToString(CultureInfo.InvariantCulture), CidrBlock = peer, Action = "ACCEPT" };

    private static RegisterInstances Register(int index, string group) => new(
        [
            new InstanceSpec
            {
                InstanceName = string.Create(CultureInfo.InvariantCulture, $"i{index}"),
                InstanceType = "CVM",
                Host = string.Create(CultureInfo.InvariantCulture, $"h{index % Hosts}"),
                SecurityGroupIds = [group],
                NetworkInterfaces = [new InterfaceSpec { Device = string.Create(CultureInfo.InvariantCulture, $"d{index}"), PrivateIpAddresses = [$"11.{index >> 16}.{(index >> 8) & 255}.{index & 255}"] }],
            },
        ],
        "here");
}
