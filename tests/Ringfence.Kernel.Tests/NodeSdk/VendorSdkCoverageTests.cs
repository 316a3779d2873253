using System.Text.RegularExpressions;

namespace Ringfence.Kernel.Tests.NodeSdk;

/// <summary>Every action of the vendor's that is here and that its Node SDK has a method for is called by a test of this folder.</summary>
public sealed partial class VendorSdkCoverageTests
{
    [Fact]
    public void Every_method_of_the_sdk_for_an_action_that_is_here_is_called()
    {
        string? reason = VendorSdk.WhyUnavailable();
        Assert.SkipWhen(reason is not null, reason ?? "");
        string root = Path.GetFullPath(Path.Combine(VendorSdk.Folder, "..", ".."));
        string sources = string.Concat(Directory.GetFiles(Path.Combine(root, "tests", "Ringfence.Kernel.Tests", "NodeSdk"), "*.cs").Select(File.ReadAllText));

        // The table is kept equal to the code by ActionCatalogTests.
        var actions = ActionRow().Matches(File.ReadAllText(Path.Combine(root, "docs", "api.md")))
            .Select(row => (Service: row.Groups[1].Value, Version: row.Groups[2].Value.Replace("-", "", StringComparison.Ordinal), Name: row.Groups[3].Value))
            .Where(action => action.Service != "ringfence").ToList();
        var missing = new List<string>();
        int methods = 0;
        foreach (var service in actions.GroupBy(action => (action.Service, action.Version)))
        {
            string client = File.ReadAllText(Path.Combine(
                VendorSdk.Folder, "node_modules", "tencentcloud-sdk-nodejs", "tencentcloud", "services", service.Key.Service, $"v{service.Key.Version}", $"{service.Key.Service}_client.js"));
            var offered = Method().Matches(client).Select(method => method.Groups[1].Value).ToHashSet();
            var here = service.Select(action => action.Name).Where(offered.Contains).ToList();
            methods += here.Count;
            missing.AddRange(here.Where(name => !IsCalled(service.Key.Service, name)).Select(name => $"{service.Key.Service}.{name}"));
        }

        Assert.InRange(methods, 90, int.MaxValue);
        Assert.Empty(missing);

        // vpc is what most calls are for: a test may leave its name to a helper or a list.
        bool IsCalled(string service, string name) => sources.Contains($"\"{service}\", \"{name}\"", StringComparison.Ordinal) || (service == "vpc" && sources.Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| (\w+) (\d{4}-\d\d-\d\d) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex ActionRow();

    [GeneratedRegex(@"async (\w+)\(req, cb\)")]
    private static partial Regex Method();
}
