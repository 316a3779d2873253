namespace Ringfence.Api.Actions;

/// <summary>A refusal in the vendor's terms.</summary>
/// <param name="Code">The vendor's code (<c>InvalidParameterValue.Malformed</c>); clients compare it.</param>
/// <param name="Message">For people.</param>
public sealed record ApiError(string Code, string Message);
