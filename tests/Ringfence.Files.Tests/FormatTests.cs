using Ringfence.Control.Commands;
using Ringfence.Control.Observing;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Files.Tests;

/// <summary>What the files look like.</summary>
public sealed class FormatTests
{
    private readonly Home _home = new();

    public FormatTests()
    {
        var web = _home.Do(new CreateSecurityGroup("web", "front ends", null, [new Tag("team", "a")], null));
        _home.Do(new CreateSecurityGroupPolicies(web.Id, new RuleSetSpec(null, [
            new RuleSpec { Protocol = "TCP", Port = "80,443", CidrBlock = "0.0.0.0/0", Action = "ACCEPT", Description = "=HYPERLINK(\"http://x\")" },
            new RuleSpec { Protocol = "ICMP", SecurityGroupId = web.Id, Action = "DROP", Description = "say \"${no}\"" }], [])));
    }

    [Fact]
    public void A_table_is_safe_to_open_in_a_spreadsheet() => Assert.Equal(
        "\uFEFFSource,Protocol port,Policy,Remarks\r\n0.0.0.0/0,\"TCP:80,443\",ACCEPT,\"'=HYPERLINK(\"\"http://x\"\")\"\r\nsg-00000001,ICMP,DROP,\"say \"\"${no}\"\"\"\r\n",
        SecurityGroupFile.WriteTable(_home.World, _home.Groups().Single(), Direction.Ingress, byName: false));

    [Fact]
    public void YAML_reads_well() => Assert.Equal(
        """
        Format: ringfence-security-groups/1
        SecurityGroups:
          - Id: sg-00000001
            Name: web
            Description: "front ends"
            ProjectId: "0"
            Mode: ENFORCE
            Tags:
              - Key: team
                Value: a
            Ingress:
              - Action: ACCEPT
                Protocol: tcp
                Port: "80,443"
                CidrBlock: "0.0.0.0/0"
                Description: "=HYPERLINK(\"http://x\")"
              - Action: DROP
                Protocol: icmp
                Port: ALL
                SecurityGroup: web
                Description: "say \"${no}\""
            Egress: []

        """,
        _home.Export(FileFormat.Yaml, byName: true));

    [Fact]
    public void Terraform_refers_to_groups_of_the_same_file_and_interpolates_nothing() => Assert.Equal(
        """
        resource "tencentcloud_security_group" "sg_00000001" {
          name = "web"
          description = "front ends"
          tags = {
            "team" = "a"
          }
        }

        resource "tencentcloud_security_group_rule_set" "sg_00000001" {
          security_group_id = tencentcloud_security_group.sg_00000001.id

          ingress {
            action = "ACCEPT"
            protocol = "TCP"
            port = "80,443"
            cidr_block = "0.0.0.0/0"
            description = "=HYPERLINK(\"http://x\")"
          }

          ingress {
            action = "DROP"
            protocol = "ICMP"
            port = "ALL"
            source_security_id = tencentcloud_security_group.sg_00000001.id
            description = "say \"$${no}\""
          }
        }

        """,
        _home.Export(FileFormat.Terraform));

    [Fact]
    public void Terraform_is_told_in_a_comment_what_its_provider_does_not_know()
    {
        _home.Do(new ModifySecurityGroupMode("sg-00000001", GroupMode.Observe, new ObservedCall("", "", "{}"), ""));
        Assert.StartsWith("# In observe mode: its rules decide nothing.\nresource \"tencentcloud_security_group\"", _home.Export(FileFormat.Terraform), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_that_is_left_out_stays_and_one_that_is_none_is_a_fault_at_its_place()
    {
        _home.Do(new ModifySecurityGroupMode("sg-00000001", GroupMode.Observe, new ObservedCall("", "", "{}"), ""));
        _home.Do(new ImportSecurityGroups(Home.Read("SecurityGroups:\n- Name: web\n- Name: new\n", FileFormat.Yaml).Groups, false, false));
        Assert.Equal([("new", GroupMode.Enforce), ("web", GroupMode.Observe)], _home.Groups().Select(group => (group.Name, group.Mode)).Order());
        var file = Home.Read("SecurityGroups:\n- Name: web\n  Mode: WATCH\n", FileFormat.Yaml);
        var fault = file.Place(Assert.Single(_home.Try(new ImportSecurityGroups(file.Groups, false, false)).Refusals));
        Assert.Equal((3, 9), (fault.Position.Line, fault.Position.Column));
    }
}
