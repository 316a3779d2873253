using System.Text;
using CsCheck;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;
using Ringfence.Policy.Addressing;

namespace Ringfence.Journal.Tests;

public sealed class DocumentCodecTests
{
    [Fact]
    public void Every_document_reads_back_as_it_was() => GenDocuments.Change.Sample(change =>
    {
        var stored = DocumentCodec.Encode(change);
        var read = DocumentCodec.Decode(stored);
        return Same(change, read) && Stored.Text(read) == Stored.Text(change);
    });

    [Fact]
    public void Changes_of_a_revision_read_back_in_order() => GenDocuments.Change.Array[0, 5].Sample(changes =>
    {
        var read = RevisionCodec.Decode(RevisionCodec.Encode([.. changes.Select(DocumentCodec.Encode)]));
        return read.Select(Stored.Text).SequenceEqual(changes.Select(Stored.Text));
    });

    [Fact]
    public void The_text_of_a_rule_is_kept_as_entered_and_its_engine_form_is_made_from_it()
    {
        var read = Assert.IsType<Change.PutGroup>(DocumentCodec.Decode(DocumentCodec.Encode(new Change.PutGroup(Sample.Group("sg-aaaaaaaa", rules: 1))))).Group.Ingress[0];
        Assert.Equal("10.0.0.7/24", read.Text.CidrBlock);
        Assert.Equal("10.0.0.0/24", read.Rule.Peer.ToString());
        Assert.Equal("tcp:80,443", read.Rule.Service.ToString());
    }

    [Fact]
    public void A_group_that_says_nothing_of_its_mode_is_enforced()
    {
        var stored = DocumentCodec.Encode(new Change.PutGroup(Sample.Group("sg-aaaaaaaa") with { Mode = GroupMode.Observe }));
        string text = Encoding.UTF8.GetString(stored.Body!.Value.Span);
        Assert.Contains(",\"isObserved\":true", text, StringComparison.Ordinal);
        var old = stored with { Body = Encoding.UTF8.GetBytes(text.Replace(",\"isObserved\":true", "", StringComparison.Ordinal)) };
        Assert.Equal(GroupMode.Enforce, Assert.IsType<Change.PutGroup>(DocumentCodec.Decode(old)).Group.Mode);
    }

    [Fact]
    public void Unknown_members_are_ignored()
    {
        var stored = DocumentCodec.Encode(new Change.PutGroup(Sample.Group("sg-aaaaaaaa", rules: 2)));
        string text = Encoding.UTF8.GetString(stored.Body!.Value.Span).Replace("\"name\"", "\"later\":{\"x\":[1,{}]},\"name\"", StringComparison.Ordinal);
        var read = DocumentCodec.Decode(stored with { Body = Encoding.UTF8.GetBytes(text) });
        Assert.Equal(Stored.Text(new Change.PutGroup(Sample.Group("sg-aaaaaaaa", rules: 2))), Stored.Text(read));
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2", "newer program")]
    [InlineData("\"tcp\"", "\"tpc\"", "protocol")]
    [InlineData("\"80,443\"", "\"443-80\"", "port")]
    [InlineData("10.0.0.7/24", "10.0.0.7/33", "prefix")]
    [InlineData("ACCEPT", "accept", "action")]
    [InlineData("\"name\"", "\"nome\"", "name")]
    [InlineData("{", "[", "sg-aaaaaaaa")]
    public void What_cannot_be_read_is_refused_with_the_document_and_the_reason(string from, string to, string reason)
    {
        var stored = DocumentCodec.Encode(new Change.PutGroup(Sample.Group("sg-aaaaaaaa", rules: 1)));
        string text = Encoding.UTF8.GetString(stored.Body!.Value.Span);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var thrown = Assert.Throws<InvalidDataException>(() => DocumentCodec.Decode(stored with { Body = Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)) }));
        Assert.Contains("sg-aaaaaaaa", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ipm-aaaaaaaa", "10.0.0.1-10.0.0.9", "10.0.0.9-10.0.0.1")]
    [InlineData("ipm-aaaaaaaa", "10.0.0.1-10.0.0.9", "tcp:80")]
    [InlineData("ppmg-aaaaaaaa", "ppm-aaaaaaaa", "ipm-aaaaaaaa")]
    public void A_template_with_a_member_that_cannot_be_read_is_refused(string id, string member, string broken)
    {
        var kind = TemplateKinds.Of(id)!.Value;
        TemplateContent content = kind == TemplateKind.Address
            ? new TemplateContent.Addresses(IpRange.TryParse(member, out var range) ? range : default)
            : new TemplateContent.Template(member);
        var stored = DocumentCodec.Encode(new Change.PutTemplate(new ParameterTemplate
        {
            Id = id,
            Kind = kind,
            Scope = new Scope("1", "ap-guangzhou"),
            Name = "n",
            Members = [new TemplateMember { Content = content, Text = member, Description = "", UpdatedAt = default }],
            CreatedAt = default,
            UpdatedAt = default,
            Tags = [],
        }));
        string text = Encoding.UTF8.GetString(stored.Body!.Value.Span).Replace(member, broken, StringComparison.Ordinal);
        var thrown = Assert.Throws<InvalidDataException>(() => DocumentCodec.Decode(stored with { Body = Encoding.UTF8.GetBytes(text) }));
        Assert.Contains(id, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(broken, thrown.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => DocumentCodec.Decode(stored with { Id = "sg-aaaaaaaa" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[{\"kind\":\"group\"}]")]
    [InlineData("[{\"kind\":1,\"id\":\"x\"}]")]
    [InlineData("[{\"kind\":\"rumour\",\"id\":\"x\"}]")]
    [InlineData("[{\"kind\":\"group\",\"id\":\"sg-aaaaaaaa\"}")]
    public void Changes_that_cannot_be_read_are_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => RevisionCodec.Decode(Encoding.UTF8.GetBytes(text)));

    private static bool Same(Change left, Change right) => (left, right) switch
    {
        (Change.PutGroup a, Change.PutGroup b) =>
            a.Group == b.Group with { Ingress = a.Group.Ingress, Egress = a.Group.Egress, Tags = a.Group.Tags }
            && a.Group.Ingress.SequenceEqual(b.Group.Ingress) && a.Group.Egress.SequenceEqual(b.Group.Egress) && a.Group.Tags.SequenceEqual(b.Group.Tags),
        (Change.PutInstance a, Change.PutInstance b) =>
            a.Instance == b.Instance with { InterfaceIds = a.Instance.InterfaceIds } && a.Instance.InterfaceIds.SequenceEqual(b.Instance.InterfaceIds),
        (Change.PutInterface { Interface: var a }, Change.PutInterface { Interface: var b }) =>
            a == b with { PrivateAddresses = a.PrivateAddresses, Ipv6Addresses = a.Ipv6Addresses, PublicAddresses = a.PublicAddresses, SecurityGroupIds = a.SecurityGroupIds }
            && a.PrivateAddresses.SequenceEqual(b.PrivateAddresses) && a.Ipv6Addresses.SequenceEqual(b.Ipv6Addresses)
            && a.PublicAddresses.SequenceEqual(b.PublicAddresses) && a.SecurityGroupIds.SequenceEqual(b.SecurityGroupIds),
        (Change.PutTemplate { Template: var a }, Change.PutTemplate { Template: var b }) =>
            a == b with { Members = a.Members, Tags = a.Tags } && a.Members.SequenceEqual(b.Members) && a.Tags.SequenceEqual(b.Tags),
        (Change.PutTrial { Trial: var a }, Change.PutTrial { Trial: var b }) =>
            a == b with { Undo = a.Undo } && a.Undo.Length == b.Undo.Length && a.Undo.Zip(b.Undo).All(pair => Same(pair.First, pair.Second)),
        _ => left == right,
    };
}
