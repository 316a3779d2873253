using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Tests.Compilation;

public sealed class LimitTests
{
    private static readonly HostPolicy Policy = Hosts.Host(
        [Hosts.Rule("10.0.0.0/8", "tcp:1"), Hosts.Rule("11.0.0.0/8", "tcp:2"), Hosts.Rule("s", "tcp:3")],
        AddressSet.Create("s", [Hosts.Ip("10.0.0.1"), Hosts.Ip("12.0.0.1"), Hosts.Ip("12.0.0.2")]));

    [Theory]
    // Class 0, two prefixes, the member inside one, the two outside.
    [InlineData(CompilationLimit.Classes, 5)]
    [InlineData(CompilationLimit.Prefixes, 2)]
    [InlineData(CompilationLimit.Hosts, 3)]
    [InlineData(CompilationLimit.Rules, 3)]
    // Three ports and the rest.
    [InlineData(CompilationLimit.ServiceClasses, 4)]
    // Five classes, each with a row of its own, times four.
    [InlineData(CompilationLimit.MatrixCells, 20)]
    public void What_fits_exactly_is_compiled_and_one_less_is_refused_with_the_need(CompilationLimit limit, int needed)
    {
        Assert.IsType<Compiled>(HostCompiler.Compile(Policy, With(limit, needed)));
        var refused = Assert.IsType<Exceeded>(HostCompiler.Compile(Policy, With(limit, needed - 1)));
        Assert.Equal((limit, needed, needed - 1), (refused.Limit, refused.Needed, refused.Allowed));
        Assert.NotEmpty(refused.Where);
    }

    [Fact]
    public void A_policy_that_does_not_fit_is_named()
    {
        var refused = Assert.IsType<Exceeded>(HostCompiler.Compile(Policy, new CompilationLimits { MaxRules = 1 }));
        Assert.Equal("policy [l]", refused.Where);
    }

    [Fact]
    public void An_update_refuses_what_does_not_fit_and_the_tables_before_it_live_on()
    {
        var limits = new CompilationLimits { MaxClasses = 5 };
        var tables = Hosts.Compile(Policy, limits);
        var next = Policy.With(Policy.Sets["s"].Add(Hosts.Ip("11.0.0.1")));
        var refused = Assert.IsType<Exceeded>(HostCompiler.Update(tables, next, limits));
        Assert.Equal((CompilationLimit.Classes, 6L), (refused.Limit, refused.Needed));
        Probes.AssertAgree(tables, Policy);
    }

    [Fact]
    public void Classes_left_over_from_before_never_refuse_what_fits()
    {
        var limits = new CompilationLimits { MaxClasses = 5, MaxMatrixCells = 20 };
        var policy = Policy;
        var tables = Hosts.Compile(policy, limits);
        for (int i = 0; i < 40; i++)
        {
            policy = policy.With(Hosts.List("l", Hosts.Rule($"{20 + i}.0.0.0/8", "tcp:1"), Hosts.Rule($"{21 + i}.0.0.0/8", "tcp:2"), Hosts.Rule("s", "tcp:3")));
            tables = Hosts.Update(tables, policy, limits);
            Assert.InRange(tables.Classifier.ClassCount, 1, 5);
            Probes.AssertAgree(tables, policy);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    public void A_class_id_has_sixteen_bits(int classes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompilationLimits { MaxClasses = classes });

    [Fact]
    public void The_largest_number_of_classes_is_compiled_right()
    {
        var rules = Enumerable.Range(0, 65534).Select(i => Hosts.Rule($"10.{i / 256}.{i % 256}.0/24", i % 2 == 0 ? "tcp:1" : "ALL")).ToArray();
        var tables = Hosts.Compile(Hosts.Host(rules), new CompilationLimits { MaxClasses = 65535, MaxPrefixes = 65535 });
        Assert.Equal(65535, tables.Classifier.ClassCount);
        foreach (int i in new[] { 0, 1, 32768, 65532, 65533 })
        {
            var verdict = tables.Evaluate("a", Ringfence.Policy.Rules.Direction.Ingress, Hosts.Ip($"10.{i / 256}.{i % 256}.9"), Ringfence.Policy.Rules.IpProtocol.Tcp, 1);
            Assert.Equal(rules[i].Id, tables.Interfaces["a"].Ingress.RuleIds[verdict.RuleIndex]);
        }
    }

    private static CompilationLimits With(CompilationLimit limit, int value) => limit switch
    {
        CompilationLimit.Classes => new CompilationLimits { MaxClasses = value },
        CompilationLimit.Prefixes => new CompilationLimits { MaxPrefixes = value },
        CompilationLimit.Hosts => new CompilationLimits { MaxHosts = value },
        CompilationLimit.Rules => new CompilationLimits { MaxRules = value },
        CompilationLimit.ServiceClasses => new CompilationLimits { MaxServiceClasses = value },
        _ => new CompilationLimits { MaxMatrixCells = value },
    };
}
