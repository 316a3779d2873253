using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Commands;

public sealed class RuleReplacementTests
{
    private readonly Bench _bench = new();
    private readonly string _group;

    public RuleReplacementTests()
    {
        _group = _bench.NewGroup();
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("1"), Bench.Tcp("2"), Bench.Tcp("3"), Bench.Tcp("4"));
        _bench.Now += TimeSpan.FromHours(1);
    }

    [Fact]
    public void A_rule_is_overwritten_at_its_index_with_a_new_id_and_time()
    {
        _bench.Do(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("9", 1)), null));
        Assert.Equal("1 9 3 4", _bench.Ports(_group));
        Assert.Equal([1, 5, 3, 4], Ids());
        Assert.Equal(_bench.Now, _bench.Group(_group).Ingress[1].ModifiedAt);
        Assert.Equal(2, _bench.Group(_group).PolicyVersion);
    }

    [Fact]
    public void A_rule_that_is_replaced_by_itself_keeps_id_and_time_at_the_next_version()
    {
        _bench.Do(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("2", 1)), null));
        Assert.Equal((2, Bench.Start, 2L), (Ids()[1], _bench.Group(_group).Ingress[1].ModifiedAt, _bench.Group(_group).PolicyVersion));
    }

    [Fact]
    public void Without_an_index_the_original_or_the_own_content_finds_the_rule()
    {
        _bench.Do(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("9")), Bench.In(Bench.Tcp("3"))));
        _bench.Do(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("2") with { Description = "described" }), null));
        Assert.Equal("1 2 9 4", _bench.Ports(_group));
        Assert.Equal("described", _bench.Group(_group).Ingress[1].Description);
        Refused(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("77")), null), RefusalKind.RuleNotFound);
        Refused(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("4")), Bench.In(Bench.Tcp("77"))), RefusalKind.RuleNotFound);
    }

    [Fact]
    public void A_single_replacement_is_one_rule_of_one_direction_at_the_present_version()
    {
        Refused(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("8", 0), Bench.Tcp("9", 1)), null), RefusalKind.TooMany);
        Refused(new ReplaceSecurityGroupPolicy(_group, new RuleSetSpec(null, [Bench.Tcp("8", 0)], [Bench.Tcp("9", 0)]), null), RefusalKind.Coexist);
        Refused(new ReplaceSecurityGroupPolicy(_group, RuleSetSpec.Empty, null), RefusalKind.Missing);
        Refused(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("8", 0)) with { Version = "7" }, null), RefusalKind.VersionMismatch);
        Refused(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("8", 4)), null), RefusalKind.OutOfRange);
        Refused(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("1", 1)), null), RefusalKind.DuplicateRule);
        Refused(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("x", 1)), null), RefusalKind.InvalidValue);
    }

    [Fact]
    public void Contents_are_overwritten_together_and_may_trade_places()
    {
        Replace(null, Bench.In(Bench.Tcp("2", 0), Bench.Tcp("1", 1)));
        Assert.Equal("2 1 3 4", _bench.Ports(_group));
        Replace("policy", Bench.In(Bench.Tcp("8"), Bench.Tcp("9")), Bench.In(Bench.Tcp("4"), Bench.Tcp("3")));
        Assert.Equal("2 1 9 8", _bench.Ports(_group));
    }

    [Fact]
    public void Rules_move_with_their_id_and_time_and_the_others_close_up_around_them()
    {
        Replace("Priority", Bench.In(Bench.At(0)), Bench.In(Bench.At(3)));
        Assert.Equal("4 1 2 3", _bench.Ports(_group));
        Assert.Equal([4, 1, 2, 3], Ids());
        Replace("priority", Bench.In(Bench.At(3), Bench.At(1)), Bench.In(Bench.Tcp("4"), Bench.At(2)));
        Assert.Equal(("1 2 3 4", 3L), (_bench.Ports(_group), _bench.Group(_group).PolicyVersion));
        Assert.All(_bench.Group(_group).Ingress, rule => Assert.Equal(Bench.Start, rule.ModifiedAt));
    }

    [Fact]
    public void Rules_move_and_change_together()
    {
        Replace("Both", Bench.In(Bench.Tcp("9", 0), Bench.Tcp("1", 3)), Bench.In(Bench.At(3), Bench.At(0)));
        Assert.Equal("9 2 3 1", _bench.Ports(_group));
        Assert.Equal([5, 2, 3, 1], Ids());
    }

    [Fact]
    public void A_move_needs_originals_in_pairs_and_different_places()
    {
        RefusedMove(RefusalKind.Missing, Bench.In(Bench.At(0)), null);
        RefusedMove(RefusalKind.Missing, Bench.In(Bench.At(0)), Bench.Set(Direction.Egress, null, Bench.At(0)));
        RefusedMove(RefusalKind.InvalidValue, Bench.In(Bench.At(0)), Bench.In(Bench.At(0), Bench.At(1)));
        RefusedMove(RefusalKind.Duplicate, Bench.In(Bench.At(0), Bench.At(0)), Bench.In(Bench.At(1), Bench.At(2)));
        RefusedMove(RefusalKind.Duplicate, Bench.In(Bench.At(0), Bench.At(1)), Bench.In(Bench.At(2), Bench.At(2)));
        RefusedMove(RefusalKind.OutOfRange, Bench.In(Bench.At(4)), Bench.In(Bench.At(0)));
        RefusedMove(RefusalKind.OutOfRange, Bench.In(Bench.At(0)), Bench.In(Bench.At(-1)));
        RefusedMove(RefusalKind.Missing, Bench.In(new RuleSpec()), Bench.In(Bench.At(0)));
        RefusedMove(RefusalKind.RuleNotFound, Bench.In(Bench.At(0)), Bench.In(Bench.Tcp("99")));
    }

    [Fact]
    public void A_batch_is_checked_as_a_whole()
    {
        Refused(new ReplaceSecurityGroupPolicies(_group, Bench.In(Bench.Tcp("8", 0), Bench.Tcp("9", 0)), null, null), RefusalKind.Duplicate);
        Refused(new ReplaceSecurityGroupPolicies(_group, Bench.In(Bench.Tcp("8", 0), Bench.Tcp("8", 1)), null, null), RefusalKind.DuplicateRule);
        Refused(new ReplaceSecurityGroupPolicies(_group, Bench.In(Bench.Tcp("8", 0), Bench.Tcp("3", 1)), null, null), RefusalKind.DuplicateRule);
        Refused(new ReplaceSecurityGroupPolicies(_group, Bench.In(Bench.Tcp("8", 0)), null, "Content"), RefusalKind.InvalidValue);
        Refused(new ReplaceSecurityGroupPolicies(_group, Bench.In(Bench.Tcp("8", 0)) with { Version = "0" }, null, null), RefusalKind.VersionMismatch);
    }

    private int[] Ids() => [.. _bench.Group(_group).Ingress.Select(rule => (int)rule.Rule.Id.Value)];

    private void Replace(string? type, RuleSetSpec set, RuleSetSpec? original = null) => _bench.Do(new ReplaceSecurityGroupPolicies(_group, set, original, type));

    private void Refused<T>(ICommand<T> command, RefusalKind kind) => _bench.Refused(command, kind);

    private void RefusedMove(RefusalKind kind, RuleSetSpec set, RuleSetSpec? original) =>
        Refused(new ReplaceSecurityGroupPolicies(_group, set, original, "Priority"), kind);
}
