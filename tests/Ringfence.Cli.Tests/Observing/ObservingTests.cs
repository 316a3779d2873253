using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Observing;

/// <summary>At a server that enforces nothing: what hosts that count show, the kernel tests see through the API.</summary>
public sealed class ObservingTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task Hits_are_zero_where_nothing_is_bound_and_unknown_where_nobody_counts()
    {
        await server.Run("groups", "create", "free");
        await server.Run("rules", "add", "free", "in", "accept", "tcp:80", "from", "10.0.0.0/8");
        await server.Run("groups", "create", "bound");
        await server.Run("rules", "add", "bound", "in", "accept", "tcp:80", "from", "10.0.0.0/8");
        await server.Run("rules", "add", "bound", "out", "drop", "all", "to", "10.0.0.0/8");
        await server.Run("instances", "register", "hit1", "--device", "veth-hit1", "--ip", "10.99.3.2", "--group", "bound");
        Assert.Equal(
            """
            GROUP               WAY  AT  FLOWS  PACKETS  BYTES  SINCE
            free (sg-........)  in   0   0      -        -

            """,
            await server.Run("hits", "free"));
        Assert.Equal(
            """
            GROUP                WAY  AT  FLOWS  PACKETS  BYTES  SINCE
            bound (sg-........)  in   0   -      -        -
            bound (sg-........)  out  0   -      -        -
            Not counted, because these hosts cannot tell: h1

            """,
            await server.Run("hits", "bound"));

        // Every rule of the account and region, as the API tells it.
        var all = JsonNode.Parse((await server.CommandLine().Run("hits", "-o", "json")).Output)!;
        Assert.Equal(3, (int)all["TotalCount"]!);
        Assert.Equal(["h1"], all["UnreachableHosts"]!.AsArray().Select(host => (string)host!));
        Assert.Equal(1, all["RuleHitSet"]!.AsArray().Count(rule => rule!["Flows"] is not null));

        Assert.Equal(
            """
            HOST  REASON  PACKETS  BYTES
            Not counted, because these hosts cannot be asked: h1

            """,
            await server.Run("drops", "--host", "h1"));

        Assert.Equal(
            """
            INSTANCE  WAY  PROTOCOL  LOCAL  REMOTE  STATE  SINCE  RULE
            Not shown, because the server cannot ask there: h1

            """,
            await server.Run("flows", "--instance", "hit1", "--group", "bound", "--protocol", "tcp", "--address", "10.0.0.0/8"));
    }

    [Theory]
    [InlineData("flows", "--instance", "nobody")]
    [InlineData("flows", "--group", "nobody")]
    [InlineData("flows", "--protocol", "tcpp")]
    [InlineData("hits", "nobody")]
    public async Task What_is_not_there_is_refused(params string[] arguments)
    {
        var refused = await server.CommandLine().Run(arguments);
        Assert.Equal((int)ExitCode.Refused, refused.Exit);
        Assert.Contains(arguments[^1], refused.Errors, StringComparison.Ordinal);
    }
}
