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
            var plan = home.Do(Import(text, format, removeOthers: true));
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
            home.Do(Import(text, format, removeOthers: false), Home.Elsewhere);
            Assert.Equal(Contents(home, Home.Scope), Contents(home, Home.Elsewhere));

            // What is told apart by names is found again by them; the ids are of the other region.
            if (home.HasUniqueNames)
                Assert.Empty(home.Do(Import(text, format, removeOthers: true), Home.Elsewhere).Changes);
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

    private static ImportSecurityGroups Import(string text, FileFormat format, bool removeOthers)
    {
        var file = Home.Read(text, format);
        return new ImportSecurityGroups(file.Groups, removeOthers, Preview: false) { Templates = file.Templates };
    }

    private static string[] Contents(Home home, Scope scope) =>
        [.. home.Groups(scope).Select(Content).Concat(home.Templates(scope).Select(Content)).Order(StringComparer.Ordinal)];

    private static string Content(ParameterTemplate template) => string.Join('\n',
        [template.Kind.ToString(), template.Name, .. template.Tags.Select(tag => $"{tag.Key}={tag.Value}"), .. template.Members.Select(member => $"{(template.Kind.MemberKind() is null ? member.Text : Known(member.Text))} {member.Description}")]);

    private static string Content(SecurityGroup group) => string.Join('\n',
        [group.ProjectId, group.Name, group.Description, group.IsDefault.ToString(), group.Mode.Text, .. group.Tags.Select(tag => $"{tag.Key}={tag.Value}"), "in", .. group.Ingress.Select(Rule), "out", .. group.Egress.Select(Rule)]);

    private static string Rule(GroupRule rule) =>
        $"{rule.Text with { SecurityGroupId = Known(rule.Text.SecurityGroupId), AddressTemplateId = Known(rule.Text.AddressTemplateId), ServiceTemplateId = Known(rule.Text.ServiceTemplateId) }} {rule.Rule.Action} {rule.Description}";

    /// <summary>Of an id its kind only: the other region has others.</summary>
    private static string Known(string id) => id.Split('-')[0];
}
