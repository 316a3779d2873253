using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Ringfence.Server.Options;

namespace Ringfence.Server.Hosting;

/// <summary>The web server, with nothing of the framework but Kestrel.</summary>
internal static class WebServer
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Builds it; nothing listens yet.</summary>
    public static WebApplication Build(ServerOptions options, ILoggerFactory loggers, RequestDelegate handler)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options.Listen, options.Port));
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        var application = builder.Build();
        application.Run(handler);
        return application;
    }

    /// <summary>Starts to listen and returns the base address with the actual port.</summary>
    public static async Task<Uri> StartAsync(WebApplication application, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            throw new StartupException($"The port {options.Port} of {options.Listen} is in use; choose another with --port (0 takes any free one).", fault);
        }
        catch (SocketException fault)
        {
            throw new StartupException($"Cannot listen on {options.Listen} port {options.Port}: {fault.Message}", fault);
        }

        string bound = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new UriBuilder("http", options.Listen.ToString(), new Uri(bound).Port).Uri;
    }

    private static void Configure(KestrelServerOptions kestrel, IPAddress listen, int port)
    {
        kestrel.AddServerHeader = false;

        // RFC 9112, 3.2.2: in a request of absolute form, as through a proxy, the target's host counts and the Host header does not.
        kestrel.AllowHostHeaderOverride = true;

        // Bodies have their own limits, which are answered in the vendor's envelope. The request line has room for a GET that is too large to be answered so as well.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = 128 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;

        // Slow senders: headers within 15 s, bodies at 1 KB/s after 5 s. Idle connections live longer than the 5 minutes for which clients keep them.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1024, TimeSpan.FromSeconds(5));
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(6);
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Listen(listen, port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }
}
