namespace Ringfence.Api.Tests.Ringfence.Analysis;

/// <summary>Why traffic passes or does not.</summary>
public sealed class ExplainTests : Deployment
{
    [Fact]
    public async Task Traffic_that_passes_is_explained_at_both_ends_by_the_rules_that_pass_it()
    {
        var traffic = (await Explain("web", "app", "tcp", 8080))["TrafficSet"]![0]!;
        Assert.Equal("ACCEPT", traffic["Verdict"]!.ToString());
        Assert.Equal(["EGRESS", "INGRESS"], traffic["HopSet"]!.AsArray().Select(hop => hop!["Direction"]!.ToString()));
        Assert.Equal([Groups["web"], Groups["app"]], traffic["HopSet"]!.AsArray().Select(hop => hop!["DecidingRule"]!["SecurityGroupId"]!.ToString()));
    }

    [Fact]
    public async Task Traffic_that_is_dropped_names_every_blocker_and_an_edit_that_lets_it_through()
    {
        await Rules("web", "Egress", """{"Protocol":"TCP","Port":"5432","CidrBlock":"10.0.0.3","Action":"ACCEPT"}""");
        var traffic = (await Explain("web", "db", "tcp", 5432))["TrafficSet"]![0]!;
        Assert.Equal("DROP", traffic["Verdict"]!.ToString());
        var hop = traffic["HopSet"]![1]!;
        Assert.Equal(("RULE", 0), (hop["Reason"]!.ToString(), (int)hop["DecidingRule"]!["PolicyIndex"]!));
        Assert.Single(hop["BlockerSet"]!.AsArray());
        var edit = hop["SuggestedEdit"]!;
        Assert.Equal("INSERT", edit["Kind"]!.ToString());

        await Api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", $$$"""
            {"SecurityGroupId":"{{{edit["SecurityGroupId"]}}}","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":{{{edit["PolicyIndex"]}}},"Protocol":"{{{edit["Protocol"]}}}",
             "Port":"{{{edit["Port"]}}}","CidrBlock":"{{{edit["CidrBlock"]}}}","Action":"{{{edit["Action"]}}}"}]}}
            """);
        Assert.Equal("ACCEPT", (await Explain("web", "db", "tcp", 5432))["TrafficSet"]![0]!["Verdict"]!.ToString());
    }

    [Fact]
    public async Task Rules_that_did_not_match_say_why_and_the_past_can_be_asked()
    {
        long before = Api.Plane.World.Revision;
        await Rules("db", "Ingress", """{"PolicyIndex":0,"Protocol":"UDP","Port":"ALL","CidrBlock":"10.0.0.2","Action":"ACCEPT"}""");
        var hop = (await Explain("app", "db", "tcp", 5432))["TrafficSet"]![0]!["HopSet"]![1]!;
        Assert.Equal(["PROTOCOL"], hop["PassedOverSet"]![0]!["Reasons"]!.AsArray().Select(reason => reason!.ToString()));
        Assert.Equal(["ADDRESS"], hop["PassedOverSet"]![1]!["Reasons"]!.AsArray().Select(reason => reason!.ToString()));
        var past = await Api.Call(TestApi.Extension, "ExplainTraffic", $$$"""{"Source":"10.0.0.2","Destination":"{{{Instances["db"]}}}","Protocol":"tcp","Port":5432,"Revision":{{{before}}}}""");
        Assert.Single(past["TrafficSet"]![0]!["HopSet"]![1]!["PassedOverSet"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"Source":"10.0.0.1","Destination":"nobody","Protocol":"tcp","Port":80}""", "ResourceNotFound")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"10.0.0.2","Protocol":"tcp"}""", "MissingParameter")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"10.0.0.2","Protocol":"carrier pigeon"}""", "InvalidParameterValue")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"::1","Protocol":"icmp"}""", "InvalidParameterValue")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"10.0.0.2","Protocol":"icmp","Revision":999}""", "ResourceNotFound")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"10.0.0.1","Protocol":"icmp"}""", "InvalidParameterValue")]
    [InlineData("""{"Source":"192.0.2.1","Destination":"192.0.2.2","Protocol":"icmp"}""", "InvalidParameterValue")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"10.0.0.2","Protocol":"icmp","VpcId":"vpc-mistyped"}""", "ResourceNotFound")]
    public async Task Bad_questions_are_refused(string parameters, string code) => Assert.Equal(code, (await Api.Refused(TestApi.Extension, "ExplainTraffic", parameters)).Code);

    [Theory]
    [InlineData("ExplainTraffic", """{"Source":"192.0.2.1","Destination":"10.0.0.1","Protocol":"tcp","Port":80,"VpcId":"vpc-nope0000"}""")]
    [InlineData("ExplainTraffic", """{"Source":"192.0.2.1","Destination":"web","Protocol":"tcp","Port":80,"VpcId":"vpc-nope0000"}""")]
    [InlineData("ExportEffectivePolicies", """{"VpcId":"vpc-nope0000"}""")]
    public async Task A_network_that_no_interface_is_in_is_told_as_such(string action, string parameters)
    {
        var error = await Api.Refused(TestApi.Extension, action, parameters.Replace("\"web\"", $"\"{Instances["web"]}\"", StringComparison.Ordinal));
        Assert.Equal("ResourceNotFound", error.Code);
        Assert.Contains("vpc-nope0000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_of_different_networks_do_not_meet_and_a_bare_address_is_meant_in_the_network_of_the_other_end()
    {
        // The same address twice: in the default network it is the web server's, which may not reach the database, here one that may send anything.
        string elsewhere = (await Api.Call(TestApi.Vpc, "CreateSecurityGroup", """{"GroupName":"elsewhere","GroupDescription":""}"""))["SecurityGroup"]!["SecurityGroupId"]!.ToString();
        Groups["elsewhere"] = elsewhere;
        await Rules("elsewhere", "Egress", """{"Protocol":"ALL","Port":"ALL","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}""");
        await Rules("elsewhere", "Ingress", """{"Protocol":"ALL","Port":"ALL","CidrBlock":"10.0.0.1","Action":"ACCEPT"}""");
        foreach (int host in (int[])[1, 7])
        {
            var answer = await Api.Call(TestApi.Extension, "RegisterInstances", $$$"""
                {"Instances":[{"SecurityGroupIds":["{{{elsewhere}}}"],"NetworkInterfaces":[{"Device":"vethe{{{host}}}","VpcId":"vpc-elsewher","PrivateIpAddresses":["10.0.0.{{{host}}}"]}]}]}
                """);
            Instances[$"there{host}"] = answer["InstanceSet"]![0]!["InstanceId"]!.ToString();
        }

        string Question(string source, string destination, string more = "") => $$$"""{"Source":"{{{source}}}","Destination":"{{{destination}}}","Protocol":"tcp","Port":80{{{more}}}}""";
        var refused = await Api.Refused(TestApi.Extension, "ExplainTraffic", Question(Instances["web"], Instances["there7"]));
        Assert.Equal("The source is in the network vpc-default0, the destination in vpc-elsewher: no packet goes from one network to the other.", refused.Message);
        var traffic = (await Api.Call(TestApi.Extension, "ExplainTraffic", Question("10.0.0.1", Instances["there7"])))["TrafficSet"]![0]!;
        Assert.Equal(("ACCEPT", Instances["there1"], 2), (traffic["Verdict"]!.ToString(), traffic["Source"]!["InstanceId"]!.ToString(), traffic["HopSet"]!.AsArray().Count));
        await Api.Refused(TestApi.Extension, "ExplainTraffic", Question("10.0.0.1", Instances["there7"], ""","VpcId":"vpc-default0" """));
        Assert.Single((await Api.Call(TestApi.Extension, "ExplainTraffic", Question("10.0.0.1", "10.0.0.7", ""","VpcId":"vpc-elsewher" """)))["TrafficSet"]!.AsArray());
    }

    [Fact]
    public async Task Traffic_is_explained_as_proposed_changes_would_have_it()
    {
        string question = $$$"""
            {"Source":"{{{Instances["web"]}}}","Destination":"{{{Instances["app"]}}}","Protocol":"tcp","Port":9090,"Changes":[
              {"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{Groups["web"]}}}","SecurityGroupPolicySet":{"Egress":[{"Protocol":"TCP","Port":"9090","CidrBlock":"10.0.0.2","Action":"ACCEPT"}]} } },
              {"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{Groups["app"]}}}","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"TCP","Port":"9090","CidrBlock":"10.0.0.1","Action":"ACCEPT"}]} } }]}
            """;
        var answer = await Api.Call(TestApi.Extension, "ExplainTraffic", question);
        Assert.Equal(("ACCEPT", -1), (answer["TrafficSet"]![0]!["Verdict"]!.ToString(), (int)answer["Revision"]!));
        Assert.Equal("DROP", (await Explain("web", "app", "tcp", 9090))["TrafficSet"]![0]!["Verdict"]!.ToString());
        Assert.Equal("InvalidParameter.Coexist", (await Api.Refused(TestApi.Extension, "ExplainTraffic", question.Replace("\"Port\":9090,\"Changes\"", "\"Port\":9090,\"Revision\":1,\"Changes\"", StringComparison.Ordinal))).Code);
    }

    /// <summary>Whatever protocol is asked about, what is suggested is a rule that the API takes, and it turns the verdict.</summary>
    [Theory]
    [InlineData("udp", 53)]
    [InlineData("icmp", 0)]
    [InlineData("gre", 0)]
    [InlineData("sctp", 0)]
    [InlineData("89", 0)]
    public async Task A_suggested_edit_is_taken_and_turns_the_verdict(string protocol, int port)
    {
        string question = $$$"""{"Source":"198.51.100.7","Destination":"{{{Instances["web"]}}}","Protocol":"{{{protocol}}}","Port":{{{port}}}}""";
        var edit = (await Api.Call(TestApi.Extension, "ExplainTraffic", question))["TrafficSet"]![0]!["HopSet"]![0]!["SuggestedEdit"]!;
        await Rules("web", "Ingress", $$$"""{"PolicyIndex":{{{edit["PolicyIndex"]}}},"Protocol":"{{{edit["Protocol"]}}}","Port":"{{{edit["Port"]}}}","CidrBlock":"{{{edit["CidrBlock"]}}}","Action":"{{{edit["Action"]}}}"}""");
        Assert.Equal("ACCEPT", (await Api.Call(TestApi.Extension, "ExplainTraffic", question))["TrafficSet"]![0]!["Verdict"]!.ToString());
    }

    [Fact]
    public async Task A_suggested_edit_is_in_the_group_that_fewest_interfaces_share()
    {
        // app and db get web's rules as well: an edit of web is theirs, too.
        foreach (string name in new[] { "app", "db" })
            await Api.Call(TestApi.Vpc, "AssociateSecurityGroups", $$$"""{"SecurityGroupIds":["{{{Groups["web"]}}}"],"InstanceIds":["{{{Instances[name]}}}"]}""");
        var hops = (await Api.Call(TestApi.Extension, "ExplainTraffic", $$$"""{"Source":"198.51.100.7","Destination":"{{{Instances["app"]}}}","Protocol":"udp","Port":53}"""))["TrafficSet"]![0]!["HopSet"]!;
        Assert.Equal(Groups["app"], hops[0]!["SuggestedEdit"]!["SecurityGroupId"]!.ToString());
    }
}
