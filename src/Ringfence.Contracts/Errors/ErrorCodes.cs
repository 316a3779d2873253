namespace Ringfence.Contracts.Errors;

/// <summary>
/// The codes that any action of any service may answer with, in the vendor's spelling (reference E.9). Clients compare them exactly or by prefix.
/// </summary>
public static class ErrorCodes
{
    /// <summary>The Authorization header is malformed.</summary>
    public const string InvalidAuthorization = "AuthFailure.InvalidAuthorization";

    /// <summary>No such key pair.</summary>
    public const string SecretIdNotFound = "AuthFailure.SecretIdNotFound";

    /// <summary>The timestamp is more than five minutes off.</summary>
    public const string SignatureExpire = "AuthFailure.SignatureExpire";

    /// <summary>The signature does not match the request.</summary>
    public const string SignatureFailure = "AuthFailure.SignatureFailure";

    /// <summary>A temporary token that is not valid.</summary>
    public const string TokenFailure = "AuthFailure.TokenFailure";

    /// <summary>The server's fault.</summary>
    public const string InternalError = "InternalError";

    /// <summary>No such action in this version.</summary>
    public const string InvalidAction = "InvalidAction";

    /// <summary>A parameter is wrong, also by its type or form.</summary>
    public const string InvalidParameter = "InvalidParameter";

    /// <summary>A multipart body that is malformed.</summary>
    public const string InvalidRequest = "InvalidRequest";

    /// <summary>A required parameter is not there.</summary>
    public const string MissingParameter = "MissingParameter";

    /// <summary>No such API version.</summary>
    public const string NoSuchVersion = "NoSuchVersion";

    /// <summary>More requests than are answered in a second.</summary>
    public const string RequestLimitExceeded = "RequestLimitExceeded";

    /// <summary>The request is larger than its kind may be.</summary>
    public const string RequestSizeLimitExceeded = "RequestSizeLimitExceeded";

    /// <summary>The key pair's role does not allow the action.</summary>
    public const string UnauthorizedOperation = "UnauthorizedOperation";

    /// <summary>A parameter that the action does not have.</summary>
    public const string UnknownParameter = "UnknownParameter";

    /// <summary>Neither GET nor POST.</summary>
    public const string UnsupportedProtocol = "UnsupportedProtocol";

    /// <summary>A region that is not served here.</summary>
    public const string UnsupportedRegion = "UnsupportedRegion";
}
