using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Files.Tests;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData(FileFormat.Json, false)]
    [InlineData(FileFormat.Json, true)]
    [InlineData(FileFormat.Yaml, false)]
    [InlineData(FileFormat.Yaml, true)]
    public void Importing_what_was_exported_changes_nothing(FileFormat format, bool byName) => GenGroups.World.Sample(
        home =>
        {
            var before = home.World;
            string text = home.Export(format, byName);
            var plan = home.Do(new ImportSecurityGroups(Home.Read(text, format).Groups, RemoveOthers: true, Preview: false));
            Assert.True(plan.Changes.IsEmpty, $"{string.Join('\n', plan.Changes)}\n{text}");
            Assert.Same(before, home.World);
        },
        iter: 300);

    [Theory]
    [InlineData(FileFormat.Json)]
    [InlineData(FileFormat.Yaml)]
    public void What_is_imported_where_nothing_is_has_the_same_content(FileFormat format) => GenGroups.World.Sample(
        home =>
        {
            string text = home.Export(format);
            home.Do(new ImportSecurityGroups(Home.Read(text, format).Groups, false, false), Home.Elsewhere);
            Assert.Equal(Contents(home, Home.Scope), Contents(home, Home.Elsewhere));

            // Groups that are told apart by their names are found again by them; the ids are of the other region.
            if (home.Groups().DistinctBy(group => (group.ProjectId, group.Name)).Count() == home.Groups().Count())
                Assert.Empty(home.Do(new ImportSecurityGroups(Home.Read(text, format).Groups, true, false), Home.Elsewhere).Changes);
        },
        iter: 200);

    [Theory]
    [InlineData(Direction.Ingress, false)]
    [InlineData(Direction.Egress, true)]
    public void A_table_that_was_exported_changes_nothing_either(Direction direction, bool byName) => GenGroups.World.Sample(
        home =>
        {
            foreach (var group in home.Groups().ToArray())
            {
                string text = SecurityGroupFile.WriteTable(home.World, group, direction, byName);
                var file = SecurityGroupFile.ReadTable(text, group.Id, direction);
                Assert.True(file.FaultCount == 0, $"{string.Join('\n', file.Faults)}\n{text}");
                Assert.Empty(home.Do(new ImportSecurityGroups(file.Groups, false, false)).Changes);
            }
        },
        iter: 200);

    private static string[] Contents(Home home, Scope scope) => [.. home.Groups(scope).Select(Content).Order(StringComparer.Ordinal)];

    private static string Content(SecurityGroup group) => string.Join('\n',
        [group.ProjectId, group.Name, group.Description, group.IsDefault.ToString(), .. group.Tags.Select(tag => $"{tag.Key}={tag.Value}"), "in", .. group.Ingress.Select(Rule), "out", .. group.Egress.Select(Rule)]);

    private static string Rule(GroupRule rule) =>
        $"{rule.Text with { SecurityGroupId = rule.Text.SecurityGroupId.Length > 0 ? "a group" : "" }} {rule.Rule.Action} {rule.Description}";
}
