namespace Ringfence.Server.Hosting;

/// <summary>The server cannot start, for a reason that is the operator's to remove. The message is one line for people; there is nothing else to say.</summary>
public sealed class StartupException : Exception
{
    /// <summary>Nothing known.</summary>
    public StartupException()
    {
    }

    /// <summary>With the reason.</summary>
    public StartupException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what it came from.</summary>
    public StartupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
