using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Profiles;

/// <summary>Shows what a call would use and where each part was found; without a key pair, where one was looked for. The key is not shown.</summary>
internal sealed class ShowProfileCommand : Command
{
    public ShowProfileCommand(CommandRunner runner)
        : base("show", "Show endpoint, region and key pair that calls use, and where each was found") =>
        SetAction((parsed, cancellationToken) => runner.RunLocallyAsync(
            parsed,
            (printer, _) =>
            {
                var found = runner.FindConnection(parsed);
                var json = new JsonObject
                {
                    ["Endpoint"] = found.ShownEndpoint,
                    ["EndpointSource"] = found.EndpointSource,
                    ["Region"] = found.Region,
                    ["RegionSource"] = found.RegionSource,
                    ["SecretId"] = found.Keys?.SecretId,
                    ["SecretIdSource"] = found.Keys?.Source,
                    ["Tried"] = new JsonArray([.. found.Tried.Select(place => (JsonNode)place)]),
                };
                printer.Result(json, people =>
                {
                    people.Table(
                        ["SETTING", "VALUE", "FOUND IN"],
                        [
                            ["endpoint", found.ShownEndpoint, found.EndpointSource],
                            ["region", found.Region, found.RegionSource],
                            ["key pair", found.Keys?.SecretId ?? "none", found.Keys?.Source ?? "nowhere"],
                        ]);
                    if (found.Keys is not null)
                        return;
                    people.Line("Tried for the key pair, in this order:");
                    foreach (string place in found.Tried)
                        people.Line($"  {place}");
                });
                // What is shown cannot be used: a call would end in the same way.
                if (found.Faults.Count > 0)
                    throw CommandFailure.Usage(found.Faults);
                return Task.FromResult(ExitCode.Ok);
            },
            cancellationToken));
}
