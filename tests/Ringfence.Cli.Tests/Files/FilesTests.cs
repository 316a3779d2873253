using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Files;

public sealed class FilesTests(CliServer server) : IClassFixture<CliServer>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public async Task A_document_is_applied_once_and_then_nothing_differs(string format)
    {
        await server.Run("groups", "create", $"front-{format}");
        await server.Run("rules", "add", $"front-{format}", "in", "accept", "tcp:443", "from", "any");
        string file = PathOf($"groups.{format}");
        Assert.Equal($"Written to {file}.\n", await server.Run("export", $"front-{format}", "--format", format, "-f", file));
        Assert.Equal("Nothing differs.\n", await server.Run("apply", "-f", file, "--yes"));

        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Cancel)).Replace("443", "8443", StringComparison.Ordinal), Cancel);
        var plan = await server.CommandLine().Run("apply", "-f", file, "--dry-run");
        Assert.Equal((int)ExitCode.PlanHasChanges, plan.Exit);
        Assert.StartsWith($"~ SecurityGroup front-{format} (sg-........)\n", CliServer.Stable(plan.Output), StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.NotConfirmed, (await server.CommandLine().Run("apply", "-f", file)).Exit);
        Assert.DoesNotContain("8443", await server.Run("rules", "list", $"front-{format}"), StringComparison.Ordinal);

        string applied = await server.Run("apply", "-f", file, "--yes");
        Assert.StartsWith(CliServer.Stable(plan.Output), applied, StringComparison.Ordinal);
        Assert.Matches(@"\nApplied .* as revision \d+\.\n$", applied);
        Assert.Contains("8443", await server.Run("rules", "list", $"front-{format}"), StringComparison.Ordinal);
        Assert.Equal("Nothing differs.\n", await server.Run("apply", "-f", file, "--dry-run"));
    }

    [Fact]
    public async Task What_a_plan_would_create_has_no_id_before_it_is_there()
    {
        string file = PathOf("new.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            Format: ringfence-security-groups/1
            SecurityGroups:
              - Name: fresh-front
              - Name: fresh-back
                Ingress:
                  - { Action: ACCEPT, Protocol: TCP, Port: "80", SecurityGroup: fresh-front }

            """,
            Cancel);
        var plan = await server.CommandLine().Run("apply", "-f", file, "--dry-run");
        Assert.Equal((int)ExitCode.PlanHasChanges, plan.Exit);
        Assert.Contains("+ SecurityGroup fresh-front (new)\n", plan.Output, StringComparison.Ordinal);
        Assert.Contains("fresh-front (new)\n", plan.Output[plan.Output.IndexOf("Ingress", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain("sg-", plan.Output, StringComparison.Ordinal);

        var applied = await server.CommandLine().Run("apply", "-f", file, "--yes");
        string id = JsonNode.Parse((await server.CommandLine().Run("groups", "show", "fresh-front", "-o", "json")).Output)!["SecurityGroup"]!["SecurityGroupId"]!.GetValue<string>();
        Assert.Contains($"\nCreated SecurityGroup fresh-front ({id}).\n", applied.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_a_document_is_told_with_its_line_and_nothing_is_changed()
    {
        string file = PathOf("wrong.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            Format: ringfence-security-groups/1
            SecurityGroups:
              - Name: wrong
                Ingress:
                  - { Action: ALLOW, Protocol: TCP, Port: "80", CidrBlock: 10.0.0.0/33 }

            """,
            Cancel);
        var result = await server.CommandLine().Run("apply", "-f", file, "--yes");
        Assert.Equal((int)ExitCode.Refused, result.Exit);
        Assert.Matches($@"wrong\.yaml:5:\d+: .*ALLOW", result.Errors);
        Assert.Matches($@"wrong\.yaml:5:\d+: .*10\.0\.0\.0/33", result.Errors);
        Assert.Equal(1, (await server.CommandLine().Run("groups", "show", "wrong")).Exit);
    }

    [Fact]
    public async Task A_table_goes_out_and_comes_in_again()
    {
        await server.Run("groups", "create", "sheet");
        await server.Run("rules", "add", "sheet", "in", "accept", "tcp:22", "from", "10.0.0.0/8", "--description", "admins");
        string file = PathOf("sheet.csv");
        await server.Run("export", "sheet", "--format", "csv", "--way", "in", "-f", file);
        Assert.Equal("Nothing differs.\n", await server.Run("import", "sheet", "in", file));
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Cancel)).Replace("TCP:22", "TCP:2222", StringComparison.OrdinalIgnoreCase), Cancel);
        Assert.Contains("as revision", await server.Run("import", "sheet", "in", file, "--yes"), StringComparison.Ordinal);
        Assert.Contains("tcp:2222", await server.Run("rules", "list", "sheet"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_fault_of_usage()
    {
        var result = await server.CommandLine().Run("apply", "-f", PathOf("nowhere.yaml"));
        Assert.Equal((int)ExitCode.Usage, result.Exit);
        Assert.Contains("nowhere.yaml cannot be read", result.Errors, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string PathOf(string name) => Path.Combine(_folder, name);
}
