using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Analysis;

public sealed class ServiceTemplateTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task A_rule_with_a_service_template_is_shown_by_its_name_and_what_is_in_it()
    {
        await server.Run("templates", "create", "service", "browsing", "tcp:80,443");
        await server.Run("groups", "create", "site");
        await server.Run("rules", "add", "site", "in", "accept", "browsing", "from", "any");
        await server.Run("instances", "register", "site-1", "--device", "veth-s", "--ip", "10.1.0.1", "--group", "site");
        Assert.Matches(@"accept browsing \(ppm-\.{8}\) \[tcp:80,443\] from 0\.0\.0\.0/0 +decides", await server.Run("explain", "192.0.2.1", "site-1", "tcp:80"));
        Assert.Contains("accept browsing (ppm-........) [tcp:80,443] from 0.0.0.0/0", await server.Run("policy", "site-1"), StringComparison.Ordinal);
    }
}
