using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests;

public sealed class SnapshotDocumentTests
{
    private static readonly SnapshotPolicy Policy = new()
    {
        Id = "sspolicy-aaaaaaaa",
        Scope = Sample.Scope,
        Name = "nightly",
        Trigger = SnapshotTrigger.Time,
        KeepDays = 30,
        Storage = new SnapshotStorage(true, "ap-guangzhou", "bucket"),
        Times = [new SnapshotTime(DayOfWeek.Sunday, new TimeOnly(3, 0), "3:00"), new SnapshotTime(DayOfWeek.Saturday, new TimeOnly(23, 59, 59), "23:59:59")],
        IsEnabled = false,
        CreatedAt = Sample.Time,
        TakenThrough = Sample.Time.AddTicks(1),
        Attachments = [new SnapshotAttachment("ap-guangzhou", "sg-aaaaaaaa"), new SnapshotAttachment("eu-frankfurt", "sg-bbbbbbbb")],
        Tags = [new Tag("env", "")],
    };

    [Theory]
    [InlineData(SnapshotTrigger.Operation)]
    [InlineData(SnapshotTrigger.Time)]
    public void A_policy_reads_back_as_it_was(SnapshotTrigger trigger)
    {
        var policy = Policy with { Trigger = trigger };
        var read = Assert.IsType<Change.PutSnapshotPolicy>(DocumentCodec.Decode(DocumentCodec.Encode(new Change.PutSnapshotPolicy(policy)))).Policy;
        Assert.Equal(policy, read with { Times = policy.Times, Attachments = policy.Attachments, Tags = policy.Tags });
        Assert.Equal(policy.Times, read.Times);
        Assert.Equal(policy.Attachments, read.Attachments);
        Assert.Equal(policy.Tags, read.Tags);
    }

    [Fact]
    public void A_snapshot_reads_back_as_it_was_with_its_original_or_without()
    {
        var saved = new SavedRules([Sample.Rule(1), Sample.Rule(2)], [Sample.Rule(3)]);
        var file = new SnapshotFile
        {
            Id = "ssfile-aaaaaaaa",
            Scope = Sample.Scope,
            PolicyId = Policy.Id,
            GroupId = "sg-aaaaaaaa",
            TakenAt = Sample.Time,
            Operator = Sample.Scope.Account,
            Original = saved,
            Saved = saved,
        };
        var read = Read(file);
        Assert.Same(read.Saved, read.Original);
        Assert.Equal(saved.Ingress, read.Saved.Ingress);
        Assert.Equal(saved.Egress, read.Saved.Egress);
        Assert.Equal(file, read with { Original = saved, Saved = saved });

        read = Read(file with { Original = new SavedRules([], [Sample.Rule(3)]) });
        Assert.Empty(read.Original.Ingress);
        Assert.Equal(saved.Ingress, read.Saved.Ingress);
    }

    [Theory]
    [InlineData("\"trigger\":\"time\"", "\"trigger\":\"tide\"", "trigger")]
    [InlineData("\"day\":0", "\"day\":7", "time")]
    [InlineData("03:00:00", "33:00:00", "time")]
    public void A_policy_that_cannot_be_read_is_refused_with_the_reason(string from, string to, string reason)
    {
        var stored = DocumentCodec.Encode(new Change.PutSnapshotPolicy(Policy));
        string text = System.Text.Encoding.UTF8.GetString(stored.Body!.Value.Span);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var thrown = Assert.Throws<InvalidDataException>(
            () => DocumentCodec.Decode(stored with { Body = System.Text.Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)) }));
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
    }

    private static SnapshotFile Read(SnapshotFile file) =>
        Assert.IsType<Change.PutSnapshotFile>(DocumentCodec.Decode(DocumentCodec.Encode(new Change.PutSnapshotFile(file)))).File;
}
