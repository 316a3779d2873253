using System.Text.Json.Nodes;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Templates;

public sealed class TemplatesTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task Templates_are_made_changed_and_named_in_rules()
    {
        Assert.Equal("Created offices (ipm-........).\n", await Templates("create address offices 192.0.2.0/24 198.51.100.1-198.51.100.9"));
        await Templates("create address homes 203.0.113.7");
        await Templates("create address-group people offices homes");
        await Templates("create service web tcp:80,443 udp:443");
        Assert.Equal("Changed offices (ipm-........).\n", await Templates("add offices 2001:db8::/32 --description Berlin"));
        await Templates("remove offices 192.0.2.0/24");
        await Templates("set homes 203.0.113.8");
        await Templates("rename web browsing");
        Assert.Equal(
            """
            ID             NAME      KIND           CHANGED               ENTRIES
            ipm-........   offices   address        YYYY-MM-DDTHH:MM:SSZ  198.51.100.1-198.51.100.9, 2001:db8::/32
            ipm-........   homes     address        YYYY-MM-DDTHH:MM:SSZ  203.0.113.8
            ipmg-........  people    address-group  YYYY-MM-DDTHH:MM:SSZ  offices (ipm-........), homes (ipm-........)
            ppm-........   browsing  service        YYYY-MM-DDTHH:MM:SSZ  tcp:80,443, udp:443

            """,
            Sorted(await Templates("list")));
        Assert.Equal("address homes (ipm-........), changed YYYY-MM-DDTHH:MM:SSZ\n  203.0.113.8\n", await Templates("show homes"));

        await server.Run("groups", "create", "shop");
        await server.Run("rules", "add", "shop", "in", "accept", "browsing", "from", "people");
        await server.Run("rules", "add", "shop", "in", "drop", "tcp:22", "from", "offices");
        Assert.Equal(
            """
            WAY  AT  ACTION  SERVICE                  PEER                    CHANGED               DESCRIPTION
            in   0   accept  browsing (ppm-........)  people (ipmg-........)  YYYY-MM-DDTHH:MM:SSZ
            in   1   drop    tcp:22                   offices (ipm-........)  YYYY-MM-DDTHH:MM:SSZ

            """,
            await server.Run("rules", "list", "shop"));

        var used = await server.CommandLine().Run("templates", "delete", "browsing", "--yes");
        Assert.Equal(1, used.Exit);
        await server.Run("rules", "delete", "shop", "in", "0");
        Assert.Equal("Deleted browsing (ppm-........).\n", await Templates("delete browsing --yes"));
    }

    [Fact]
    public async Task Json_has_the_APIs_names()
    {
        await Templates("create service json tcp:1");
        var shown = JsonNode.Parse((await server.CommandLine().Run("templates", "show", "json", "-o", "json")).Output)!;
        Assert.Equal("json", shown["ServiceTemplate"]!["ServiceTemplateName"]!.GetValue<string>());
        var listed = JsonNode.Parse((await server.CommandLine().Run("templates", "list", "-o", "json")).Output)!.AsObject();
        Assert.Equal(["AddressTemplateSet", "AddressTemplateGroupSet", "ServiceTemplateSet", "ServiceTemplateGroupSet"], listed.Select(member => member.Key));
    }

    private Task<string> Templates(string command) => server.Run(["templates", .. command.Split(' ')]);

    /// <summary>Templates of one kind come in the order of their ids, which differ from run to run.</summary>
    private static string Sorted(string table)
    {
        string[] order = ["ID", "offices", "homes", "people", "browsing"];
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => order.Any(line.Contains));
        return string.Concat(lines.OrderBy(line => Array.FindIndex(order, word => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[word == "ID" ? 0 : 1] == word)).Select(line => line + "\n"));
    }
}
