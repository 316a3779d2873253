namespace Ringfence.Bench.ManyGroups;

/// <summary>Puts groups and instances into an empty server.</summary>
internal static class Filling
{
    private const int InstancesPerCall = 500;

    /// <summary>The ids of the groups.</summary>
    public static async Task<string[]> FillAsync(ControlServer server, ControlScale scale, CancellationToken cancellationToken)
    {
        using var client = server.Connect();
        string[] groups = new string[scale.Groups];
        for (int i = 0; i < groups.Length; i++)
        {
            var answer = await Calls.CreateGroup(i, scale.RulesPerDirection).MakeAsync(client, cancellationToken);
            groups[i] = answer.GetProperty("SecurityGroup").GetProperty("SecurityGroupId").GetString()!;
        }

        for (int first = 0; first < scale.Instances; first += InstancesPerCall)
            await Calls.Register(first, Math.Min(InstancesPerCall, scale.Instances - first), groups).MakeAsync(client, cancellationToken);
        return groups;
    }
}
