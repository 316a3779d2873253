using System.Collections.Immutable;
using Ringfence.Control.Commands;

namespace Ringfence.Files;

/// <summary>
/// Tells what is wrong with the values of a file from what only seems so because its form is: a name that is misspelt is not missing as well, and a group that could not be read is not one that nobody has.
/// </summary>
internal sealed class FollowingFaults
{
    /// <summary>Parts of a path that lead to a rule, a member or a tag of something: a fault there leaves no doubt which groups and templates the file has.</summary>
    private const int PartsOfDetail = 4;

    private readonly HashSet<string> _paths;
    private readonly HashSet<string> _parents;
    private readonly HashSet<string> _lists;
    private readonly bool _doubtsNames;

    /// <param name="form">What is wrong with the form, all of it.</param>
    public FollowingFaults(ImmutableArray<FileFault> form)
    {
        _paths = form.Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
        _parents = _paths.Select(Parent).ToHashSet(StringComparer.Ordinal);
        _lists = [.. _parents, .. _parents.Select(Parent)];
        _doubtsNames = _paths.Any(path => path.Split('.').Length < PartsOfDetail);
    }

    /// <summary>Whether a fault of a value may be there only because of one of the form.</summary>
    public bool Has(Refusal value) => _paths.Contains(value.Parameter) || value.Kind switch
    {
        RefusalKind.Missing => _parents.Contains(value.Parameter) || _paths.Contains(Parent(value.Parameter)),
        RefusalKind.Duplicate or RefusalKind.DuplicateRule => _lists.Contains(Parent(value.Parameter)),
        RefusalKind.GroupNotFound or RefusalKind.TemplateNotFound => _doubtsNames,
        _ => _doubtsNames && value.Parameter.Length == 0,
    };

    private static string Parent(string path) => path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : "";
}
