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
    [InlineData(CompilationLimit.Interfaces, 1)]
    [InlineData(CompilationLimit.HostRules, 3)]
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

    [Fact]
    public void Own_addresses_are_limited_and_the_interface_is_named()
    {
        var many = Policy with { Interfaces = Policy.Interfaces.SetItem("a", Policy.Interfaces["a"] with { Addresses = [Hosts.Ip("10.0.0.8"), Hosts.Ip("10.0.0.9")] }) };
        Assert.IsType<Compiled>(HostCompiler.Compile(many, new CompilationLimits { MaxOwnAddresses = 2 }));
        Assert.Equal(new Exceeded(CompilationLimit.OwnAddresses, 2, 1, "a"), HostCompiler.Compile(many, new CompilationLimits { MaxOwnAddresses = 1 }));
    }

    [Fact]
    public void Memory_is_limited_and_an_update_that_needs_more_is_refused()
    {
        var tables = Hosts.Compile(Policy);
        var exact = new CompilationLimits { MaxTableBytes = tables.Bytes };
        Assert.IsType<Compiled>(HostCompiler.Compile(Policy, exact));
        Assert.Equal(
            new Exceeded(CompilationLimit.TableBytes, tables.Bytes, tables.Bytes - 1, "host"), HostCompiler.Compile(Policy, new CompilationLimits { MaxTableBytes = tables.Bytes - 1 }));
        var many = Policy.With(AddressSet.Create("s", Enumerable.Range(0, 5000).Select(i => Ringfence.Policy.Addressing.IpAddress.V4((uint)(0x0c000000 + i)))));
        Assert.Equal(CompilationLimit.TableBytes, Assert.IsType<Exceeded>(HostCompiler.Update(tables, many, exact)).Limit);
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
        var tables = Hosts.Compile(Hosts.Host(rules), new CompilationLimits { MaxClasses = 65535, MaxPrefixes = 65535, MaxTableBytes = 1 << 28 });
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
        CompilationLimit.Interfaces => new CompilationLimits { MaxInterfaces = value },
        CompilationLimit.HostRules => new CompilationLimits { MaxHostRules = value },
        _ => new CompilationLimits { MaxMatrixCells = value },
    };
}
