using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Profiles;

/// <summary>Shows what a call would use and where each part was found. The key is not shown.</summary>
internal sealed class ShowProfileCommand : Command
{
    public ShowProfileCommand(CommandRunner runner)
        : base("show", "Show endpoint, region and key pair that calls use, and where each was found") =>
        SetAction((parsed, cancellationToken) => runner.RunLocallyAsync(
            parsed,
            (printer, _) =>
            {
                var connection = runner.Connect(parsed);
                string endpoint = connection.Endpoint.GetLeftPart(UriPartial.Authority);
                var json = new JsonObject
                {
                    ["Endpoint"] = endpoint,
                    ["EndpointSource"] = connection.EndpointSource,
                    ["Region"] = connection.Region,
                    ["RegionSource"] = connection.RegionSource,
                    ["SecretId"] = connection.Keys.SecretId,
                    ["SecretIdSource"] = connection.Keys.Source,
                };
                printer.Result(json, people => people.Table(
                    ["SETTING", "VALUE", "FOUND IN"],
                    [
                        ["endpoint", endpoint, connection.EndpointSource],
                        ["region", connection.Region, connection.RegionSource],
                        ["key pair", connection.Keys.SecretId, connection.Keys.Source],
                    ]));
                return Task.FromResult(ExitCode.Ok);
            },
            cancellationToken));
}
