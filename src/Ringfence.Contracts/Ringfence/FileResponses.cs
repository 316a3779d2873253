using System.Collections.Immutable;

namespace Ringfence.Contracts.Ringfence;

/// <summary>Answer of ExportSecurityGroups.</summary>
/// <param name="Content">The file's text.</param>
/// <param name="Format">What it is written in: <c>json</c>, <c>yaml</c>, <c>csv</c> or <c>terraform</c>.</param>
/// <param name="Revision">The revision that it shows.</param>
public sealed record ExportSecurityGroupsResponse(string Content, string Format, long Revision);

/// <summary>Answer of ImportSecurityGroups.</summary>
/// <param name="ChangeSet">What was changed, or with DryRun would be.</param>
/// <param name="FaultSet">With DryRun: what is wrong with the file, at most the first thousand. Empty otherwise.</param>
/// <param name="FaultCount">How many faults there are.</param>
/// <param name="Revision">The revision that holds the change; with DryRun, or when nothing differed, the current one.</param>
public sealed record ImportSecurityGroupsResponse(ImmutableArray<ResourceChange> ChangeSet, ImmutableArray<FileFault> FaultSet, long FaultCount, long Revision);

/// <summary>Something that is wrong in a file.</summary>
public sealed record FileFault
{
    /// <summary>The line, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>The column, from 1, in characters as an editor counts them.</summary>
    public required long Column { get; init; }

    /// <summary>Of what (<c>SecurityGroups.0.Ingress.2.CidrBlock</c>); "" when it is the text itself.</summary>
    public required string Path { get; init; }

    /// <summary>The code that the import would be refused with for this.</summary>
    public required string Code { get; init; }

    /// <summary>For people.</summary>
    public required string Message { get; init; }
}
