using System.Xml.Linq;

namespace Ringfence.Architecture.Tests;

/// <summary>Holds the arrows of ARCHITECTURE.md: which project may know which, each with its reason. Everything not listed is forbidden.</summary>
public sealed class ProjectReferenceTests
{
    /// <summary>Project → what it may reference, and why nothing else.</summary>
    private static readonly Dictionary<string, (string[] May, string Reason)> Arrows = new()
    {
        ["Policy"] = ([], "what rules mean is pure: it must run in the server, the agent, the tests and later the console alike"),
        ["Contracts"] = (["Policy"], "the wire is usable by a client that has no server in it"),
        ["Control"] = (["Policy"], "the world does not know how it is spoken to (Contracts, Api) nor how it is stored (Journal)"),
        ["Journal"] = (["Policy", "Control", "Linux"], "a journal implements the port that Control declares, on a disk (Linux: fsync of directories)"),
        ["Files"] = (["Policy", "Control"], "files are another way to say what the commands say; the core does not need what reads YAML"),
        ["Captures"] = (["Policy"], "reading what passed a wire is for whoever has the file: it needs no world and no server"),
        ["Api"] = (["Policy", "Contracts", "Control", "Files", "Linux"], "the API maps wire to commands; it does not know how anything is stored or enforced, but for its own key pairs (Linux: files that survive a loss of power)"),
        ["Linux"] = ([], "the only P/Invoke is a leaf: it knows the kernel and nothing of ours"),
        ["Datapath"] = (["Policy", "Linux"], "a datapath knows compiled policy, not security groups and not the control plane"),
        ["Agent"] = (["Policy", "Linux", "Datapath"], "the agent must start and enforce without a control plane"),
        ["Agent.Host"] = (["Agent", "Datapath"], "what starts before everything else is small: the agent and nothing that serves"),
        ["Cli"] = (["Policy", "Contracts", "Captures", "Datapath"], "the command line speaks to a server as any client does and carries nothing of it; what looks into this host's kernel (doctor, monitor) needs the datapath's eyes"),
        ["Lab"] = (["Policy", "Linux", "Contracts"], "the laboratory speaks to Ringfence as any client does: over the wire"),
        ["Server"] = (["Policy", "Contracts", "Control", "Journal", "Files", "Api", "Linux", "Datapath", "Agent", "Lab"], "the composition root: everything meets here"),
    };

    public static TheoryData<string> Projects => new(Directory.GetDirectories(Path.Combine(Checkout.Root, "src")).Select(path => Path.GetFileName(path)["Ringfence.".Length..]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_arrows_allow(string project)
    {
        Assert.True(Arrows.ContainsKey(project), $"Ringfence.{project} has no row in the table of arrows: add one, with its reason.");
        var (may, reason) = Arrows[project];
        var forbidden = ReferencesOf(project).Except(may).ToList();
        Assert.True(forbidden.Count == 0, $"Ringfence.{project} must not reference {string.Join(", ", forbidden)}: {reason}.");
    }

    [Fact]
    public void Policy_has_no_packages() =>
        Assert.Empty(Items("Policy", "PackageReference").Concat(Items("Policy", "FrameworkReference")));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_the_API_and_the_server_know_ASP_NET(string project)
    {
        if (project is "Api" or "Server")
            return;
        Assert.DoesNotContain(Items(project, "FrameworkReference"), name => name.Contains("AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_the_Linux_project_has_P_Invoke_and_unsafe_code(string project)
    {
        if (project == "Linux")
            return;
        foreach (string file in SourcesOf(project))
        {
            string text = File.ReadAllText(file);
            Assert.False(text.Contains("LibraryImport", StringComparison.Ordinal) || text.Contains("DllImport", StringComparison.Ordinal), $"{file}: P/Invoke belongs in Ringfence.Linux.");
            Assert.False(text.Contains("unsafe ", StringComparison.Ordinal), $"{file}: unsafe code belongs in Ringfence.Linux.");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void What_must_survive_a_loss_of_power_is_written_in_one_way(string project)
    {
        foreach (string file in SourcesOf(project).Where(file => Path.GetFileName(file) != "DurableFile.cs"))
            Assert.False(File.ReadAllText(file).Contains("flushToDisk", StringComparison.Ordinal), $"{file}: a file that is flushed and renamed is not durable before its directory is; DurableFile does all of it.");
    }

    [Fact]
    public void Policy_has_no_input_output_clock_or_logging()
    {
        string[] forbidden = ["TimeProvider", "Stopwatch", "Console.", "File.", "new Socket(", "Random.Shared", "Environment."];
        foreach (string file in SourcesOf("Policy"))
        {
            string text = File.ReadAllText(file);
            foreach (string word in forbidden)
                Assert.False(text.Contains(word, StringComparison.Ordinal), $"{file}: '{word}' has no place in the pure core.");
        }
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))["Ringfence.".Length..]);

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Load(Path.Combine(Checkout.Root, "src", $"Ringfence.{project}", $"Ringfence.{project}.csproj"))
            .Descendants(item).Select(element => element.Attribute("Include")!.Value);

    private static IEnumerable<string> SourcesOf(string project) =>
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", $"Ringfence.{project}"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
}
