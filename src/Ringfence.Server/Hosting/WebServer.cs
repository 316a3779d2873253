using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Ringfence.Server.Options;

namespace Ringfence.Server.Hosting;

/// <summary>The web server, with nothing of the framework but Kestrel.</summary>
internal static class WebServer
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Takes the address, before anything else that the process would change: a start that is refused changes nothing. Nobody is let in yet.</summary>
    /// <exception cref="StartupException">It cannot be had.</exception>
    public static Socket Bind(ServerOptions options)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(options.Listen, options.Port));
        }
        catch (Exception fault) when (fault is AddressInUseException || fault is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            throw new StartupException($"The port {options.Port} of {options.Listen} is in use; choose another with --port (0 takes any free one).", fault);
        }
        catch (SocketException fault)
        {
            throw new StartupException($"Cannot listen on {options.Listen} port {options.Port}: {fault.Message}", fault);
        }
    }

    /// <summary>Builds it; nothing listens yet.</summary>
    public static WebApplication Build(Socket bound, ILoggerFactory loggers, RequestDelegate handler)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseSockets(transport => transport.CreateBoundListenSocket = _ => bound)
            .ConfigureKestrel(kestrel => Configure(kestrel, (IPEndPoint)bound.LocalEndPoint!));
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        var application = builder.Build();
        application.Run(handler);
        return application;
    }

    private static void Configure(KestrelServerOptions kestrel, IPEndPoint address)
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
        kestrel.Listen(address, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }
}
