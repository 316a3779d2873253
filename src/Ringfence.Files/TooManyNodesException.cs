namespace Ringfence.Files;

/// <summary>A file has more values than anybody writes. Never leaves the readers.</summary>
internal sealed class TooManyNodesException : Exception;
