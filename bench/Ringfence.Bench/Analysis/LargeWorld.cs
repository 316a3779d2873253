using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Control;
using Ringfence.Control.Analysis;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Bench.Analysis;

/// <summary>Many interfaces in a few hundred bindings, made by the commands that the API gives, without a journal.</summary>
internal sealed class LargeWorld
{
    private const int HostCount = 100;
    private const int Batch = 100;
    private static readonly Origin Origin = new("bench", "", "", "Bench");
    private readonly TentativeControlPlane _plane = new(
        World.Empty, new ControlPlaneOptions { Quotas = _ => new Quotas { SecurityGroups = 10_000, InstancesPerGroup = 100_000 } });

    private readonly List<string> _groups = [];
    private int _instances;

    private LargeWorld()
    {
    }

    public static Scope Scope { get; } = new("100000000001", "ap-guangzhou");

    public World World => _plane.World;

    /// <summary>Groups of 12 rules in and 4 out, which name one another and blocks; as many interfaces on a hundred hosts, each in one group.</summary>
    public static async Task<LargeWorld> CreateAsync(int interfaces, int groups, CancellationToken cancellationToken)
    {
        var world = new LargeWorld();
        for (int i = 0; i < groups; i++)
            world._groups.Add((await world.DoAsync(new CreateSecurityGroup($"g{i}", "", "0", [], null), cancellationToken)).Id);
        for (int i = 0; i < groups; i++)
        {
            ImmutableArray<RuleSpec> ingress =
            [
                .. Enumerable.Range(1, 6).Select(step => Rule(world._groups[(i + (step * 7)) % groups], 8000 + (((i * 3) + step) % 200))),
                .. Enumerable.Range(0, 4).Select(step => Rule($"10.{(i + (step * 13)) % 40}.0.0/16", 9000 + ((i + step) % 50))),
                Rule("0.0.0.0/0", 443), Rule("10.0.0.0/8", 22),
            ];
            ImmutableArray<RuleSpec> egress = [.. Enumerable.Range(1, 3).Select(step => Rule(world._groups[(i + groups - (step * 7)) % groups], 8000 + (i % 200))), Rule("10.0.0.0/8", null)];
            await world.DoAsync(new CreateSecurityGroupPolicies(world._groups[i], new RuleSetSpec(null, ingress, [])), cancellationToken);
            await world.DoAsync(new CreateSecurityGroupPolicies(world._groups[i], new RuleSetSpec(null, [], egress)), cancellationToken);
        }

        for (int i = 0; i < interfaces; i += Batch)
            await world.DoAsync(new RegisterInstances([.. Enumerable.Range(i, Batch).Select(_ => world.Next())], "here"), cancellationToken);
        return world;
    }

    /// <summary>A rule on a port that no rule has had, in a group.</summary>
    public Task EditAsync(int number, CancellationToken cancellationToken) =>
        DoAsync(new CreateSecurityGroupPolicies(_groups[number * 31 % _groups.Count], new RuleSetSpec(null, [Rule($"10.{number % 40}.{number}.0/24", 20_000 + number)], [])), cancellationToken);

    /// <summary>A member more.</summary>
    public Task JoinAsync(CancellationToken cancellationToken) => DoAsync(new RegisterInstances([Next()], "here"), cancellationToken);

    private InstanceSpec Next()
    {
        int index = _instances++;
        int group = index % _groups.Count;
        return new InstanceSpec
        {
            InstanceName = string.Create(CultureInfo.InvariantCulture, $"i{index}"),
            InstanceType = "CVM",
            Host = string.Create(CultureInfo.InvariantCulture, $"h{index % HostCount}"),
            SecurityGroupIds = [_groups[group]],
            NetworkInterfaces = [new InterfaceSpec { Device = string.Create(CultureInfo.InvariantCulture, $"d{index}"), PrivateIpAddresses = [$"10.{group % 40}.{index >> 8}.{index & 255}"] }],
        };
    }

    private async Task<T> DoAsync<T>(ICommand<T> command, CancellationToken cancellationToken)
    {
        var outcome = await _plane.ExecuteAsync(command, Scope, Origin, cancellationToken);
        return outcome.Status == OutcomeStatus.Committed ? outcome.Value! : throw new InvalidOperationException(string.Join("; ", outcome.Refusals));
    }

    private static RuleSpec Rule(string peer, int? port) => peer.StartsWith("sg-", StringComparison.Ordinal)
        ? new RuleSpec { Protocol = "TCP", Port = port?.ToString(CultureInfo.InvariantCulture), SecurityGroupId = peer, Action = "ACCEPT" }
        : new RuleSpec { Protocol = "TCP", Port = port?.ToString(CultureInfo.InvariantCulture), CidrBlock = peer, Action = "ACCEPT" };
}
