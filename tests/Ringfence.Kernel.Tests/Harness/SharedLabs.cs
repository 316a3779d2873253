using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Lab.Topology;

[assembly: AssemblyFixture(typeof(Ringfence.Kernel.Tests.Harness.SharedLabs))]

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>
/// Enforced laboratories that tests use one after another, one of each kind: to start a server and to verify its programs takes longer than most tests. They are emptied in between: groups and instances
/// go, and so do flows. For tests that leave the links and the server as they found them.
/// </summary>
public sealed class SharedLabs : IAsyncDisposable
{
    private static readonly Dictionary<(LinkKind Link, bool Silent), EnforcedLab> Idle = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An empty one of <see cref="Layouts.Pair"/>; disposing of it gives it back.</summary>
    public static async Task<EnforcedLab> BorrowAsync(LinkKind link, bool silent = false)
    {
        if (Idle.Remove((link, silent), out var known))
        {
            if (await TryEmptyAsync(known))
                return known;
            await known.EndAsync();
        }

        var fresh = await EnforcedLab.StartAsync(Layouts.Pair(link, silent));
        fresh.GiveBack = lab => Idle[(link, silent)] = lab;
        return fresh;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lab in Idle.Values)
            await lab.EndAsync();
        Idle.Clear();
    }

    /// <summary>False: it cannot be, for instance because its server has died.</summary>
    private static async Task<bool> TryEmptyAsync(EnforcedLab lab)
    {
        try
        {
            string[] instances = [.. (await ListAsync(lab, ApiService.Cvm, "DescribeInstances", "InstanceSet")).Select(one => Text(one, "InstanceId"))];
            if (instances.Length > 0)
                await lab.Api.DeregisterAsync(instances, Cancel);
            string[] groups = [.. (await ListAsync(lab, ApiService.Vpc, "DescribeSecurityGroups", "SecurityGroupSet"))
                .Where(group => !group.GetProperty("IsDefault").GetBoolean()).Select(group => Text(group, "SecurityGroupId"))];
            // None can go that another's rules name.
            foreach (string group in groups)
                await lab.Api.ClearRulesAsync(group, Cancel);
            foreach (string group in groups)
                await lab.Api.DeleteGroupAsync(group, Cancel);
            await lab.SettleAsync();
            lab.ForgetFlows();
            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or ApiRefusedException)
        {
            return false;
        }
    }

    private static async Task<JsonElement[]> ListAsync(EnforcedLab lab, ApiService service, string action, string set)
    {
        var answer = await lab.Api.CallAsync(service, action, new JsonObject { ["Limit"] = service == ApiService.Vpc ? "100" : 100 }, Cancel);
        return [.. answer.GetProperty(set).EnumerateArray()];
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
