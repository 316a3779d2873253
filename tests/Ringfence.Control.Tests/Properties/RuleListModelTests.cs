using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;

namespace Ringfence.Control.Tests.Properties;

/// <summary>Random edits of a rule list against a list of ports: the plainest model of what indexes mean.</summary>
public sealed class RuleListModelTests
{
    private static readonly Gen<(int Kind, int A, int B, int C)> Step = Gen.Select(Gen.Int[0, 4], Gen.Int[-1, 9], Gen.Int[-1, 9], Gen.Int[1, 12]);

    [Fact]
    public void Rule_lists_follow_the_model() => Step.Array[1, 30].Sample(steps =>
    {
        var bench = new Bench();
        string group = bench.NewGroup();
        var model = new List<int>();
        long version = 0;
        foreach (var (kind, a, b, port) in steps)
        {
            bool accepted = kind switch
            {
                0 => Insert(bench, group, model, a, port),
                1 => Delete(bench, group, model, a, b),
                2 => Move(bench, group, model, a, b),
                3 => Overwrite(bench, group, model, a, port),
                _ => DeleteByContent(bench, group, model, port),
            };
            version += accepted ? 1 : 0;
            Assert.Equal(string.Join(' ', model), bench.Ports(group));
            Assert.Equal(version, bench.Group(group).PolicyVersion);
        }
    }, iter: 500);

    private static bool Insert(Bench bench, string group, List<int> model, int at, int port)
    {
        bool allowed = at >= 0 && at <= model.Count && !model.Contains(port) && !model.Contains(port + 100);
        Check(bench, new CreateSecurityGroupPolicies(group, Bench.In(Bench.Tcp($"{port}", at), Bench.Tcp($"{port + 100}", at))), allowed);
        if (allowed)
            model.InsertRange(at, [port, port + 100]);
        return allowed;
    }

    private static bool Delete(Bench bench, string group, List<int> model, int a, int b)
    {
        bool allowed = a != b && InRange(model, a) && InRange(model, b);
        Check(bench, new DeleteSecurityGroupPolicies(group, Bench.In(Bench.At(a), Bench.At(b))), allowed);
        if (allowed)
        {
            model.RemoveAt(Math.Max(a, b));
            model.RemoveAt(Math.Min(a, b));
        }

        return allowed;
    }

    private static bool Move(Bench bench, string group, List<int> model, int from, int to)
    {
        bool allowed = InRange(model, from) && InRange(model, to);
        Check(bench, new ReplaceSecurityGroupPolicies(group, Bench.In(Bench.At(to)), Bench.In(Bench.At(from)), "Priority"), allowed);
        if (allowed)
        {
            int port = model[from];
            model.RemoveAt(from);
            model.Insert(to, port);
        }

        return allowed;
    }

    private static bool Overwrite(Bench bench, string group, List<int> model, int at, int port)
    {
        bool allowed = InRange(model, at) && (model[at] == port || !model.Contains(port));
        Check(bench, new ReplaceSecurityGroupPolicy(group, Bench.In(Bench.Tcp($"{port}", at)), null), allowed);
        if (allowed)
            model[at] = port;
        return allowed;
    }

    private static bool DeleteByContent(Bench bench, string group, List<int> model, int port)
    {
        bool allowed = model.Contains(port);
        Check(bench, new DeleteSecurityGroupPolicies(group, Bench.In(Bench.Tcp($"{port}"))), allowed);
        model.Remove(port);
        return allowed;
    }

    private static bool InRange(List<int> model, int index) => index >= 0 && index < model.Count;

    private static void Check(Bench bench, ICommand<Nothing> command, bool allowed)
    {
        var before = bench.World;
        Assert.Equal(allowed, bench.Try(command).IsAccepted);
        Assert.Equal(allowed, bench.World != before);
    }
}
