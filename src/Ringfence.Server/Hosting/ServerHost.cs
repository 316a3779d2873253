using System.Net;
using System.Net.Sockets;
using Ringfence.Api.Access;
using Ringfence.Api.Credentials;
using Ringfence.Api.Http;
using Ringfence.Journal;
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
        var folder = OpenFolder(options.DataFolder);
        AccessKeys? keys = null;
        Socket? bound = null;
        ServerParts? parts = null;
        WebApplication? application = null;
        try
        {
            var credentials = Resolve(options);
            if (credentials.Pair is not { } pair)
                throw new StartupException(credentials.Fault!);
            keys = OpenKeys(pair, options, surroundings.Clock);
            bound = WebServer.Bind(options);
            parts = await composition.OpenAsync(options, folder, keys, surroundings, cancellationToken);
            application = WebServer.Build(bound, surroundings.Loggers, Handler(options, parts, keys, surroundings));
            await application.StartAsync(cancellationToken);
            var address = new UriBuilder("http", options.Listen.ToString(), ((IPEndPoint)bound.LocalEndPoint!).Port).Uri;
            return new RunningServer(application, parts, keys, folder, new ServerAccess(address, pair), credentials.Generated);
        }
        catch
        {
            if (application is not null)
                await application.DisposeAsync();
            bound?.Dispose();
            if (parts is not null)
                await parts.DisposeAsync();
            keys?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    private static DataFolder OpenFolder(string path)
    {
        try
        {
            return DataFolder.Open(path);
        }
        catch (DataFolderInUseException fault)
        {
            throw new StartupException(fault.Message, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder {path} cannot be written: {fault.Message}", fault);
        }
    }

    private static ResolvedCredentials Resolve(ServerOptions options)
    {
        try
        {
            return CredentialResolver.Resolve(options.Credentials, options.DataFolder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The key pair in {options.DataFolder} cannot be read or written: {fault.Message}", fault);
        }
    }

    private static AccessKeys OpenKeys(KeyPair root, ServerOptions options, TimeProvider clock)
    {
        try
        {
            return AccessKeys.Open(root, options.Credentials, options.DataFolder, clock, out string? fault) ?? throw new StartupException(fault!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The key pairs in {options.DataFolder} cannot be read or written: {fault.Message}", fault);
        }
    }

    private static RequestDelegate Handler(ServerOptions options, ServerParts parts, AccessKeys keys, ServerSurroundings surroundings)
    {
        var audit = new RequestAudit(parts.Audit, keys.Root.Account, surroundings.Clock);
        var settings = new ApiSettings(keys.Ring, options.Regions, surroundings.Clock, audit) { RateLimits = options.RateLimits };
        var pipeline = new ApiPipeline(
            settings, new ActionRouter(parts.Actions), new ResponseWriter(parts.JsonContexts), surroundings.Loggers.CreateLogger<ApiPipeline>());
        return context => HealthEndpoint.IsFor(context.Request)
            ? HealthEndpoint.InvokeAsync(context, parts.Health())
            : pipeline.InvokeAsync(context);
    }
}
