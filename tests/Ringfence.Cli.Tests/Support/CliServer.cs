using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.Options;
using Ringfence.Api.Credentials;
using Ringfence.Contracts.Client;
using Ringfence.Server;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Cli.Tests.Support;

/// <summary>A whole server on a free port, enforcing nothing, and command lines that talk to it. One for a test class.</summary>
public sealed partial class CliServer : IAsyncLifetime
{
    public const string SecretId = "AKIDcommandline";
    public const string SecretKey = "command-line-key";

    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-cli-").FullName;
    private RunningServer? _server;

    public Uri Endpoint => _server!.Access.Address;

    public async ValueTask InitializeAsync() => _server = await ServerHost.StartAsync(
        new ServerOptions
        {
            Port = 0,
            DataFolder = _folder,
            HostName = "h1",
            Datapath = DatapathChoice.None,
            Credentials = new CredentialSettings(SecretId, SecretKey, null),
        },
        new Composition(),
        new ServerSurroundings(TimeProvider.System, NullLoggerFactory.Instance),
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A command line whose environment names this server.</summary>
    internal CommandLine CommandLine(string machine = "elsewhere") => new()
    {
        Machine = machine,
        Variables =
        {
            ["RINGFENCE_ENDPOINT"] = Endpoint.ToString(),
            ["RINGFENCE_SECRET_ID"] = SecretId,
            ["RINGFENCE_SECRET_KEY"] = SecretKey,
        },
    };

    /// <summary>Runs a command that must succeed; returns its output without what differs from run to run.</summary>
    internal async Task<string> Run(params string[] arguments)
    {
        var result = await CommandLine().Run(arguments);
        Assert.True(result.Exit == 0, $"ringfence {string.Join(' ', arguments)}: exit code {result.Exit}\n{result.Errors}");
        return Stable(result.Output);
    }

    /// <summary>Waits until the audit log has a message: records reach it moments after the answer.</summary>
    internal async Task AuditedAsync(Func<string, bool> isMeant)
    {
        using var client = new HttpApiClient(Endpoint, SecretId, SecretKey, TimeProvider.System, "ap-guangzhou");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await client.CallAsync(ApiService.Ringfence, "DescribeAuditLog", new JsonObject { ["Limit"] = 100 }, patience.Token);
            if (answer.Response.GetProperty("AuditSet").EnumerateArray().Any(entry => isMeant(entry.GetProperty("Message").GetString()!)))
                return;
        }
    }

    /// <summary>Ids, times and request ids replaced by words of the same length, so that tables keep their columns.</summary>
    public static string Stable(string text)
    {
        text = Ids().Replace(text, "$1-........");
        text = RequestIds().Replace(text, "(request)");
        return Times().Replace(text, "YYYY-MM-DDTHH:MM:SSZ");
    }

    [GeneratedRegex(@"\b(sg|ins|eni|ipm|ipmg|ppm|ppmg|guard|obs)-[a-z0-9]{8}\b")]
    private static partial Regex Ids();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RequestIds();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Times();
}
