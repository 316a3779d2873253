using Ringfence.Control.Commands;
using Ringfence.Control.History;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;
using static Ringfence.Control.Tests.Support.Bench;

namespace Ringfence.Control.Tests.History;

public sealed class ChangeDescriptionTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void Rules_that_come_go_and_move_are_told_apart()
    {
        string group = _bench.NewGroup();
        _bench.Add(group, Direction.Ingress, Tcp("1"), Tcp("2"), Tcp("3"));
        var before = _bench.Group(group);
        var after = before with { Ingress = [before.Ingress[2], before.Ingress[0], Rule(before, "4")] };
        Assert.Equal(
            [
                "Ingress 1 removed: ACCEPT tcp:2 10.0.0.0/8",
                "Ingress 2 added: ACCEPT tcp:4 10.0.0.0/8",
                "Ingress 0 moved here: ACCEPT tcp:3 10.0.0.0/8",
                "Ingress 1 moved here: ACCEPT tcp:1 10.0.0.0/8",
            ],
            Describe(before, after).Details);
    }

    [Fact]
    public void Texts_say_what_they_were_and_what_they_became()
    {
        string id = _bench.NewGroup();
        var before = _bench.Group(id);
        var after = before with { Name = "db", Description = "new", Tags = [new Tag("team", "a")] };
        Assert.Equal(["Name: 'web' became 'db'", "Description: 'new'", "Tags: 'team=a'"], Describe(before, after).Details);
    }

    [Fact]
    public void A_text_of_a_user_cannot_disturb_a_terminal_or_fill_a_screen()
    {
        var before = _bench.Group(_bench.NewGroup());
        string line = Assert.Single(Describe(before, before with { Description = "\u001b[2J" + new string('x', 5000) }).Details);
        Assert.DoesNotContain('\u001b', line);
        Assert.InRange(line.Length, 1, 120);
    }

    [Fact]
    public void No_more_lines_than_anybody_reads()
    {
        _bench.Quotas = new Quotas { RulesPerDirection = 500 };
        string group = _bench.NewGroup();
        _bench.Add(group, Direction.Egress, [.. Enumerable.Range(1, 100).Select(port => Tcp($"{port}"))]);
        _bench.Add(group, Direction.Egress, [.. Enumerable.Range(101, 100).Select(port => Tcp($"{port}"))]);
        var details = Describe(null, _bench.Group(group)).Details;
        Assert.Equal(ResourceChange.MaximumDetails, details.Length);
        Assert.Equal("and 103 more", details[^1]);
    }

    private static ResourceChange Describe(SecurityGroup? before, SecurityGroup after) =>
        ChangeDescription.Describe(before is null ? new Change.DeleteGroup(after.Id) : new Change.PutGroup(before), new Change.PutGroup(after));

    private static GroupRule Rule(SecurityGroup group, string port) => group.Ingress[0] with
    {
        Rule = group.Ingress[0].Rule with { Id = new RuleId(99) },
        Text = group.Ingress[0].Text with { Port = port },
    };
}
