using System.Globalization;
using System.Security.Cryptography;

namespace Ringfence.Fuzz;

/// <summary>Inputs that found something once, a file each in <c>fuzz/corpus/TARGET</c>. They are run first, and by the tests.</summary>
internal static class Corpus
{
    private static readonly string Root = FindRoot();

    public static IEnumerable<(string Name, byte[] Input)> Of(string target)
    {
        string folder = Path.Combine(Root, target);
        return Directory.Exists(folder) ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))) : [];
    }

    /// <summary>Keeps an input. Returns its file.</summary>
    public static string Keep(string target, byte[] input)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Root, target)).FullName;
        string file = Path.Combine(folder, Convert.ToHexString(SHA256.HashData(input).AsSpan(0, 6)).ToLower(CultureInfo.InvariantCulture));
        File.WriteAllBytes(file, input);
        return file;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Ringfence.slnx")))
            directory = directory.Parent;
        return Path.Combine(directory?.FullName ?? throw new DirectoryNotFoundException("Not in a checkout."), "fuzz", "corpus");
    }
}
