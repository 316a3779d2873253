using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Observing;
using Ringfence.Control.Worlds;

namespace Ringfence.Files.Tests;

/// <summary>Random groups whose texts are what languages of files stumble over.</summary>
internal static class GenGroups
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf(
            "", "web", "=1+1", "'=1", "''", "+x", "-x", "@x", "a,b", "a\"b", "a\\b", "'", " lead", "trail ", "#c", "a: b", "a #b", "- x", "[x]", "{x}", "&a", "*a", "!t", "|", ">", "%x",
            "null", "~", "yes", "No", "true", "1.10", "0x10", "22:00", "2026-01-01", "中文 描述", "🚀 launch", "é", "\u2028", "\uFEFF", "${x}", "%{x}", "<b>", "sg-00000001", "ipm-", "10.0.0.0/8", "a/b"),
        Gen.String[Gen.Char[' ', '~'], 1, 20]);

    private static readonly Gen<RuleSpec> Literal = Gen.Select(
        Gen.OneOf(("TCP", "80"), ("tcp", "80,443"), ("UDP", "3306-20000"), ("TCP", "ALL"), ("tcp", ""), ("ICMP", ""), ("ALL", "all"), ("GRE", ""), ("", "")),
        Gen.OneOf("0.0.0.0/0", "10.0.0.7", "10.1.2.3/8", "192.168.000.0/16", "::/0", "FD00::1", "2001:db8::/32", "fd00:0:0::5/64"),
        Gen.OneOf("ACCEPT", "drop"),
        Text,
        (service, peer, action, description) => new RuleSpec
        {
            Protocol = service.Item1,
            Port = service.Item2,
            CidrBlock = peer.Contains(':', StringComparison.Ordinal) ? null : peer,
            Ipv6CidrBlock = peer.Contains(':', StringComparison.Ordinal) ? peer : null,
            Action = action,
            Description = description,
        });

    private static readonly Gen<Tag[]> Tags = Gen.Select(Text.Where(text => text.Length > 0), Text, (key, value) => new Tag(key, value)).Array[0, 3]
        .Select(tags => tags.DistinctBy(tag => tag.Key).ToArray());

    private static readonly Gen<GroupDraft> Draft = Gen.Select(
        Text.Where(text => text.Length > 0), Text, Gen.OneOf("0", "0", "7"), Tags, Literal.Array[0, 5], Literal.Array[0, 5], Gen.Int[0, 5].Array[0, 2], Gen.OneOf(GroupMode.Enforce, GroupMode.Observe),
        (name, description, project, tags, ingress, egress, peers, mode) => new GroupDraft(name, description, project, tags, ingress, egress, peers, mode));

    /// <summary>A world with up to six groups; what the commands refuse of a draft is left out of it.</summary>
    public static readonly Gen<Home> World = Draft.Array[0, 6].Select(drafts =>
    {
        var home = new Home();
        foreach (var (draft, i) in drafts.Select((draft, i) => (draft, i)))
        {
            AddTemplates(home, draft, i);
            Add(home, draft);
        }

        home.Try(new CreateDefaultSecurityGroup("0"));
        return home;
    });

    /// <summary>Templates of every kind, with a draft's texts for names and descriptions.</summary>
    private static void AddTemplates(Home home, GroupDraft draft, int number)
    {
        Try(TemplateKind.Address, new MemberSpec($"10.{number}.0.1-10.{number}.0.9", draft.Description), new MemberSpec("2001:DB8::/32", null));
        Try(TemplateKind.Service, new MemberSpec("TCP:80,443", draft.Description), new MemberSpec("icmp", null));
        Try(TemplateKind.AddressGroup, [.. home.Templates().Where(template => template.Kind == TemplateKind.Address).Select(template => new MemberSpec(template.Id, null))]);
        Try(TemplateKind.ServiceGroup, [.. home.Templates().Where(template => template.Kind == TemplateKind.Service).Select(template => new MemberSpec(template.Id, null))]);

        void Try(TemplateKind kind, params MemberSpec[] members) => home.Try(new CreateTemplate(kind, draft.Name, [.. members], "Members", [.. draft.Tags]));
    }

    private static RuleSpec Naming(ParameterTemplate template) => new()
    {
        Action = "DROP",
        AddressTemplateId = template.Kind == TemplateKind.Address ? template.Id : null,
        AddressTemplateGroupId = template.Kind == TemplateKind.AddressGroup ? template.Id : null,
        ServiceTemplateId = template.Kind == TemplateKind.Service ? template.Id : null,
        ServiceTemplateGroupId = template.Kind == TemplateKind.ServiceGroup ? template.Id : null,
        CidrBlock = template.Kind is TemplateKind.Service or TemplateKind.ServiceGroup ? "10.0.0.0/8" : null,
    };

    private static void Add(Home home, GroupDraft draft)
    {
        var group = home.Do(new CreateSecurityGroup(draft.Name, draft.Description, draft.Project, [.. draft.Tags], null));
        home.Do(new ModifySecurityGroupMode(group.Id, draft.Mode, new ObservedCall("", "", "{}"), ""));
        foreach (var rule in draft.Ingress)
            home.Try(new CreateSecurityGroupPolicies(group.Id, new RuleSetSpec(null, [rule], [])));
        foreach (var rule in draft.Egress)
            home.Try(new CreateSecurityGroupPolicies(group.Id, new RuleSetSpec(null, [], [rule])));
        foreach (var template in home.Templates().ToArray())
            home.Try(new CreateSecurityGroupPolicies(group.Id, new RuleSetSpec(null, [], [Naming(template)])));
        string[] ids = [.. home.Groups().Select(own => own.Id).Order(StringComparer.Ordinal)];
        foreach (int peer in draft.Peers)
            home.Try(new CreateSecurityGroupPolicies(group.Id, new RuleSetSpec(null, [new RuleSpec { SecurityGroupId = ids[peer % ids.Length], Action = "ACCEPT" }], [])));
    }

    private sealed record GroupDraft(string Name, string Description, string Project, Tag[] Tags, RuleSpec[] Ingress, RuleSpec[] Egress, int[] Peers, GroupMode Mode);
}
