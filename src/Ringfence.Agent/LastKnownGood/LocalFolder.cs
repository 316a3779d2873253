namespace Ringfence.Agent.LastKnownGood;

/// <summary>Where in a data folder the agent keeps what it enforced.</summary>
public static class LocalFolder
{
    /// <summary>The folder.</summary>
    public static string Of(string dataFolder) => Path.Combine(dataFolder, "enforced");
}
