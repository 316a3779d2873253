using Ringfence.Api.Credentials;
using Ringfence.Api.Http;
using Ringfence.Server.Options;

namespace Ringfence.Server.Hosting;

/// <summary>Starts a whole server in this process: the program's way, and the tests' way with port 0.</summary>
public static class ServerHost
{
    /// <summary>
    /// Starts. When it returns, requests are answered. Throws <see cref="StartupException"/> when it cannot, having closed what it had opened.
    /// </summary>
    public static async Task<RunningServer> StartAsync(
        ServerOptions options, IServerComposition composition, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        DataFolder.Prepare(options.DataFolder);
        var credentials = CredentialResolver.Resolve(options.Credentials, options.DataFolder);
        if (credentials.Pair is not { } pair)
            throw new StartupException(credentials.Fault!);

        var parts = await composition.OpenAsync(options, surroundings, cancellationToken);
        WebApplication? application = null;
        try
        {
            application = WebServer.Build(options, surroundings.Loggers, Handler(options, parts, pair, surroundings));
            var address = await WebServer.StartAsync(application, options, cancellationToken);
            return new RunningServer(application, parts, new ServerAccess(address, pair), credentials.Generated);
        }
        catch
        {
            if (application is not null)
                await application.DisposeAsync();
            await parts.DisposeAsync();
            throw;
        }
    }

    private static RequestDelegate Handler(ServerOptions options, ServerParts parts, KeyPair pair, ServerSurroundings surroundings)
    {
        var settings = new ApiSettings(new KeyRing(pair), new Regions(options.Region, options.PrivateRegions), surroundings.Clock);
        var pipeline = new ApiPipeline(
            settings, new ActionRouter(parts.Actions), new ResponseWriter(parts.JsonContexts), surroundings.Loggers.CreateLogger<ApiPipeline>());
        return context => HealthEndpoint.IsFor(context.Request)
            ? HealthEndpoint.InvokeAsync(context, parts.Health())
            : pipeline.InvokeAsync(context);
    }
}
