using System.Text;

namespace Ringfence.Fuzz;

/// <summary>Something that reads what strangers send.</summary>
/// <param name="Name">For the command line and the folder of its corpus.</param>
/// <param name="Seeds">Inputs to begin with: one for each thing that the reader knows.</param>
/// <param name="Words">Pieces that mean something to it, to be put in and taken out whole.</param>
/// <param name="Run">
/// Reads an input. Says what came of it in a few bits (accepted, which fault, how many parts): an input with a new answer is kept and changed further. Throws when
/// something is wrong; a reader's own refusals are no exceptions.
/// </param>
internal sealed record FuzzTarget(string Name, string[] Seeds, string[] Words, Func<byte[], long> Run)
{
    /// <summary>How seeds and words are bytes: text as a rule; Latin-1 where each character is a byte.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;
}
