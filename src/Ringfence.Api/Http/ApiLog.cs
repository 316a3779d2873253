using System.Net;
using Microsoft.Extensions.Logging;

namespace Ringfence.Api.Http;

internal static partial class ApiLog
{
    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed by a fault of the server")]
    public static partial void Failed(ILogger logger, string requestId, Exception fault);

    [LoggerMessage(2, LogLevel.Information, "Request {RequestId} from {Remote} refused: {Code}")]
    public static partial void Refused(ILogger logger, string requestId, string code, IPAddress? remote);

    [LoggerMessage(3, LogLevel.Debug, "The client of request {RequestId} left before its answer")]
    public static partial void ClientLeft(ILogger logger, string requestId);
}
