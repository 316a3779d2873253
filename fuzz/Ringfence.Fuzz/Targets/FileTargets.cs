using System.Text;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Files;
using Ringfence.Policy.Rules;

namespace Ringfence.Fuzz.Targets;

/// <summary>The readers of files, as far as the decision on what was read; what is accepted must be exported and read again without a change.</summary>
internal static class FileTargets
{
    private static readonly string[] Words =
    [
        "SecurityGroups", "Format", "Id", "Name", "Ingress", "Egress", "Tags", "Key", "Action", "ACCEPT", "CidrBlock", "10.0.0.0/8", "SecurityGroup", "sg-00000001", "Protocol", "TCP",
        "Port", "80,443", "Description", "IsDefault", "true", "null", "AddressTemplates", "AddressTemplateGroups", "ServiceTemplates", "Members", "Value", "AddressTemplate",
        "ServiceTemplate", "ipm-00000001", "ppm-00000001",
    ];

    public static FuzzTarget Json { get; } = new(
        "file-json",
        [
            """{"Format":"ringfence-security-groups/1","SecurityGroups":[{"Id":"sg-00000001","Name":"web","Tags":[{"Key":"a","Value":"b"}],"Ingress":[{"Action":"ACCEPT","Protocol":"TCP","Port":"80","CidrBlock":"10.0.0.0/8","Description":"x"}],"Egress":[]}]}""",
            """{"SecurityGroups":[{"Name":"a","IsDefault":true,"Ingress":[{"Action":"DROP","SecurityGroup":"a"}]}]}""",
            """{"AddressTemplates":[{"Name":"t","Members":[{"Value":"10.0.0.1-10.0.0.9","Description":"x"}]}],"ServiceTemplates":[{"Name":"s","Members":[{"Value":"tcp:80,443"}]}],"AddressTemplateGroups":[{"Name":"g","Members":[{"Value":"t"}]}],"SecurityGroups":[{"Name":"a","Ingress":[{"Action":"DROP","AddressTemplateGroup":"g","ServiceTemplate":"s"}]}]}""",
        ],
        [.. Words, "{", "}", "[", "]", ":", ",", "\"", "\\ud83d", "\n"],
        static bytes => Read(Encoding.UTF8.GetString(bytes), FileFormat.Json));

    public static FuzzTarget Yaml { get; } = new(
        "file-yaml",
        [
            "Format: ringfence-security-groups/1\nSecurityGroups:\n  - Id: sg-00000001\n    Name: web\n    Ingress:\n      - Action: ACCEPT\n        Protocol: tcp\n        Port: \"80,443\"\n        CidrBlock: 10.0.0.0/8\n",
            "SecurityGroups: [{Name: a, Ingress: [{Action: DROP, SecurityGroup: a}]}]\n", "SecurityGroups: |\n  text\n  more\n", "? a\n: >-\n  b\n",
        ],
        [.. Words, ": ", "- ", "\n", "  ", "\t", "&a ", "*a", "!!str ", "|\n", ">-\n", "'", "\"", "{", "}", "[", "]", "#", "---\n", "...\n", "? ", "%YAML 1.2\n", "\\x", "<<"],
        static bytes => Read(Encoding.UTF8.GetString(bytes), FileFormat.Yaml));

    public static FuzzTarget Csv { get; } = new(
        "file-csv",
        ["\uFEFFSource,Protocol port,Policy,Remarks\r\n10.0.0.0/8,\"TCP:80,443\",ACCEPT,\"'=x\"\r\nsg-00000001,ICMP,DROP,\"a \"\"b\"\"\"\r\n", "Source,Protocol port,Policy,Remarks\n::/0,ALL,ACCEPT,\n"],
        ["Source,Protocol port,Policy,Remarks\n", ",", "\"", "\"\"", "\r\n", "\r", "'=", "TCP:", "ALL", "ACCEPT", "DROP", "10.0.0.0/8", "ppm-", "ipmg-", ":"],
        static bytes => Decide(SecurityGroupFile.ReadTable(Encoding.UTF8.GetString(bytes), "sg-00000001", Direction.Ingress)) is var (answer, _) ? answer : 0);

    private static long Read(string text, FileFormat format)
    {
        var (answer, world) = Decide(SecurityGroupFile.Read(text, format));
        if (world is null)
            return answer;
        string exported = SecurityGroupFile.Write(world, Tiny.Scope, null, format, byName: false, withBindings: true);
        var again = SecurityGroupFile.Read(exported, format);
        Check.That(again.FaultCount == 0, "What is exported is read.");
        var decision = Tiny.Decide(world, new ImportSecurityGroups(again.Groups, RemoveOthers: true, Preview: false) { Templates = again.Templates, Bindings = again.Bindings });
        Check.That(decision.IsAccepted && decision.Changes.IsEmpty, "What is exported changes nothing.");
        return answer;
    }

    private static (long Answer, World? World) Decide(SecurityGroupFile file)
    {
        if (file.FaultCount > 0)
        {
            Check.That(file.Faults.All(fault => fault.Position is { Line: > 0, Column: > 0 }), "A fault has a place.");
            Check.That(file.Faults.All(fault => !fault.Message.Any(char.IsControl)), "A message disturbs no terminal.");
            return (Check.Answer(file.FaultCount, file.Faults[0].Message), null);
        }

        var decision = Tiny.Decide(Tiny.World, new ImportSecurityGroups(file.Groups, false, false) { Templates = file.Templates, Bindings = file.Bindings });
        if (decision.IsAccepted)
            return (Check.Answer(decision.Changes.Length, "accepted"), Tiny.World.Tentative(decision.Changes));
        Check.That(decision.Refusals.All(refusal => file.Place(refusal).Position is { Line: > 0, Column: > 0 }), "A refusal has a place.");
        return (Check.Answer(decision.Refusals.Length, decision.Refusals[0].Parameter), null);
    }
}
