using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Rules;

public sealed class RulesTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task Rules_are_written_and_read_in_the_same_words()
    {
        await server.Run("groups", "create", "web");
        await server.Run("groups", "create", "app");
        Assert.Equal("Added a rule in to web (sg-........).\n", await Rules("add web in accept tcp:80,443 from 10.0.0.0/8 --description browsers"));
        await Rules("add web in accept udp:1000-2000 from 2001:db8::/32");
        await Rules("add web in drop all from 10.9.0.0/16 --at 0");
        await Rules("add app in accept tcp:8080 web");
        Assert.Equal("Added 2 rules out to web (sg-........).\n", await Rules("add web out accept tcp to any"));
        await Rules("add web out accept icmp to app --at 1");
        Assert.Equal(
            """
            WAY  AT  ACTION  SERVICE        PEER               CHANGED               DESCRIPTION
            in   0   drop    all            10.9.0.0/16        YYYY-MM-DDTHH:MM:SSZ
            in   1   accept  tcp:80,443     10.0.0.0/8         YYYY-MM-DDTHH:MM:SSZ  browsers
            in   2   accept  udp:1000-2000  2001:db8::/32      YYYY-MM-DDTHH:MM:SSZ
            out  0   accept  tcp            0.0.0.0/0          YYYY-MM-DDTHH:MM:SSZ
            out  1   accept  icmp           app (sg-........)  YYYY-MM-DDTHH:MM:SSZ
            out  2   accept  tcp            ::/0               YYYY-MM-DDTHH:MM:SSZ

            """,
            await Rules("list web"));
    }

    [Fact]
    public async Task Rules_move_are_replaced_and_go()
    {
        await server.Run("groups", "create", "order");
        foreach (string port in (string[])["1", "2", "3", "4"])
            await Rules($"add order in accept tcp:{port} from 10.0.0.0/8 --description rule-{port}");
        Assert.Equal("Moved rule 3 in of order (sg-........) to 0: accept tcp:4 from 10.0.0.0/8.\n", await Rules("move order in 3 0"));
        Assert.Equal("Replaced rule 1 in of order (sg-........): accept tcp:1 from 10.0.0.0/8.\n", await Rules("replace order in 1 drop udp:9 from 192.0.2.1"));
        Assert.Equal(
            """
            Deleted in of order (sg-........):
              3: accept tcp:3 from 10.0.0.0/8
              0: accept tcp:4 from 10.0.0.0/8

            """,
            await Rules("delete order in 3 0"));
        Assert.Equal(
            """
            WAY  AT  ACTION  SERVICE  PEER        CHANGED               DESCRIPTION
            in   0   drop    udp:9    192.0.2.1   YYYY-MM-DDTHH:MM:SSZ  rule-1
            in   1   accept  tcp:2    10.0.0.0/8  YYYY-MM-DDTHH:MM:SSZ  rule-2

            """,
            await Rules("list order"));
    }

    [Theory]
    [InlineData("add full in allow :80 to 10.0.0.0/8", 2, "A rule in is from a peer, not to one.\n  'allow' is neither accept nor drop.\n  ':80' is not a service")]
    [InlineData("add full in accept tcp:80", 2, "'accept tcp:80' is not a rule: ACTION SERVICE from|to PEER")]
    [InlineData("add full in accept tcp:80 from ful", 1, "ResourceNotFound: There is no security group 'ful'. Did you mean 'full'?")]
    [InlineData("add full in accept tcp:80 from 10.0.0.0/33", 1, "InvalidParameterValue.Malformed: Ingress.0.CidrBlock: '10.0.0.0/33' is not")]
    [InlineData("add full in accept tcp:99999 from 10.0.0.0/8", 1, "InvalidParameterValue")]
    [InlineData("add full in accept tcp:1 from 10.0.0.0/8 --at 7", 1, "InvalidParameterValue.Range")]
    [InlineData("delete full in 1", 1, "ResourceNotFound: There is no rule 1: the group's rules in are 0 to 0.")]
    [InlineData("move full out 0 1", 1, "ResourceNotFound: There is no rule 0: the group has no rules out.")]
    [InlineData("replace full in 0 accept tcp from any", 2, "A rule has one family")]
    public async Task Faults_are_told_in_the_words_of_whoever_found_them(string command, int exit, string fault)
    {
        if ((await server.CommandLine().Run("groups", "show", "full")).Exit != 0)
        {
            await server.Run("groups", "create", "full");
            await Rules("add full in accept tcp:22 from 10.0.0.0/8");
        }

        var result = await server.CommandLine().Run(["rules", .. command.Split(' ')]);
        Assert.Equal(exit, result.Exit);
        Assert.StartsWith($"ringfence: {fault}", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private Task<string> Rules(string command) => server.Run(["rules", .. command.Split(' ')]);
}
