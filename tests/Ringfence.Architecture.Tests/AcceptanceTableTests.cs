using System.Globalization;
using System.Text.RegularExpressions;

namespace Ringfence.Architecture.Tests;

/// <summary>Holds docs/acceptance.md: every case has its tests, and every test that it names is one.</summary>
public sealed partial class AcceptanceTableTests
{
    private const int Cases = 25;

    private static readonly string Tests = Path.Combine(Checkout.Root, "tests");

    [Fact]
    public void Every_case_names_tests_that_exist()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "acceptance.md")));
        Assert.Equal(Enumerable.Range(1, Cases), rows.Select(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.All(rows, row =>
        {
            var named = TestName().Matches(row.Groups[2].Value);
            Assert.NotEmpty(named);
            Assert.All(named, test => AssertIsTest(test.Groups[1].Value, test.Groups[2].Value));
        });
    }

    private static void AssertIsTest(string type, string method)
    {
        string file = Assert.Single(Directory.GetFiles(Tests, $"{type}.cs", SearchOption.AllDirectories));
        Assert.Matches($@"\[(Fact|Theory)[^\n]*\](\s*\[[^\n]*\])*\s+public (async Task|Task|void) {method}\(", File.ReadAllText(file));
    }

    [GeneratedRegex(@"^\| (\d+) \| .* \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)\.(\w+)`")]
    private static partial Regex TestName();
}
