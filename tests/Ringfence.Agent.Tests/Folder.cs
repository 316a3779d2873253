namespace Ringfence.Agent.Tests;

/// <summary>A folder that goes with its test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ringfence-agent-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
