namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>Frees the classes that no address has any more. Costs a walk over all hosts, so it runs only when enough classes were added to pay for it.</summary>
internal static class ClassSweep
{
    /// <summary>Below this many additions a sweep is not worth its walk.</summary>
    public const int Patience = 1024;

    /// <summary>True when as many classes were added since the last sweep as there were then.</summary>
    public static bool IsDue(ClassTable table) => table.SinceSweep > Patience && table.SinceSweep * 2 > table.Count;

    /// <summary>The classifier with the unused classes freed; hosts and prefixes keep theirs.</summary>
    public static AddressClassifier Run(AddressClassifier classifier)
    {
        var used = new bool[classifier.Table.Length];
        foreach (var (_, number) in classifier.Prefixes)
            used[number] = true;
        foreach (var (_, number) in classifier.Hosts4.Entries())
            used[number] = true;
        foreach (var (_, number) in classifier.Hosts6.Entries())
            used[number] = true;
        var swept = ClassTableBuilder.Sweep(classifier.Table, used);
        return new AddressClassifier(swept, classifier.Hosts4, classifier.Hosts6, classifier.Prefixes, classifier.Prefixes4, classifier.Prefixes6);
    }
}
