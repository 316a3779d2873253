using System.Text.Json;

namespace Ringfence.Server.Hosting;

/// <summary><c>GET /healthz</c>, for those who watch: 200 while all is well, 503 while the agent is failing. Unsigned, and tells nothing that is secret.</summary>
internal static class HealthEndpoint
{
    public static bool IsFor(HttpRequest request) => request.Path == "/healthz" && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    public static async Task InvokeAsync(HttpContext context, ServerHealth health)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(health, HealthJson.Default.ServerHealth);
        context.Response.StatusCode = health.Error is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
