using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Journal.Tests.Support;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.Tests.LastKnownGood;

public sealed class SavedPoliciesTests : IDisposable
{
    private readonly Folder _folder = new();

    private SavedPolicies Saved => new(Path.Combine(_folder.Path, "enforced"), new TrialClock(new KernelBootClock(), TimeProvider.System));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_host_has_nothing_saved() => Assert.Equal(SavedPolicyState.None, Saved.Read().State);

    [Fact]
    public void The_last_one_saved_is_found_whole()
    {
        var saved = Saved;
        var policies = Policies.Any.Array[5].Single();
        foreach (var policy in policies)
            saved.Write(policy);
        var found = Saved.Read();
        Assert.Equal((SavedPolicyState.Whole, ""), (found.State, found.Fault));
        Assert.Equal(Policies.Text(policies[^1]), Policies.Text(found.Policy));
        Assert.Equal(["interfaces", "interfaces.copy", "policy"], Directory.GetFiles(saved.Folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(0, "interfaces")]
    [InlineData(30, "interfaces")]
    [InlineData(30, "interfaces.copy")]
    public void When_the_policy_cannot_be_read_its_interfaces_are_known_and_closed(int length, string? also = null)
    {
        var policy = Policies.Any.Where(policy => policy.Interfaces.Count > 1 && policy.Interfaces.Values.Any(one => one.IngressLists.Length > 0)).Single();
        Saved.Write(policy);
        Cut("policy", length);
        if (also is not null)
            Cut(also, length);
        var found = Saved.Read();
        Assert.Equal(SavedPolicyState.Closed, found.State);
        Assert.Contains("policy cannot be used", found.Fault, StringComparison.Ordinal);
        Assert.Equal(policy.Interfaces.Keys.Order(), found.Policy.Interfaces.Keys.Order());
        Assert.All(found.Policy.Interfaces.Values, one => Assert.Equal((0, 0), (one.IngressLists.Length, one.EgressLists.Length)));
        Assert.Equal(
            policy.Interfaces.Values.Select(one => (one.InterfaceId, one.Device, one.Role)).Order(),
            found.Policy.Interfaces.Values.Select(one => (one.InterfaceId, one.Device, one.Role)).Order());
    }

    [Fact]
    public void A_policy_file_that_is_gone_is_as_one_that_cannot_be_read()
    {
        Saved.Write(Policies.Any.Single());
        File.Delete(Path.Combine(Saved.Folder, "policy"));
        Assert.Equal(SavedPolicyState.Closed, Saved.Read().State);
    }

    [Theory]
    [InlineData("interfaces")]
    [InlineData("interfaces.copy")]
    public void Of_the_interfaces_the_one_file_that_is_left_is_enough(string left)
    {
        Saved.Write(Policies.Any.Single());
        foreach (string file in Directory.GetFiles(Saved.Folder).Where(file => Path.GetFileName(file) != left))
            File.Delete(file);
        Assert.Equal(SavedPolicyState.Closed, Saved.Read().State);
    }

    [Fact]
    public void When_interfaces_come_and_go_both_files_know_it()
    {
        var saved = Saved;
        HostPolicy[] policies = [.. Policies.Any.Array[5].Single()];
        foreach (var policy in policies)
        {
            saved.Write(policy);
            Assert.Equal(File.ReadAllBytes(Path.Combine(saved.Folder, "interfaces")), File.ReadAllBytes(Path.Combine(saved.Folder, "interfaces.copy")));
        }

        Cut("policy", 10);
        Cut("interfaces", 10);
        Assert.Equal(policies[^1].Interfaces.Keys.Order(), Saved.Read().Policy.Interfaces.Keys.Order());
    }

    [Fact]
    public void When_nothing_can_be_read_that_is_said_and_is_not_taken_for_a_new_host()
    {
        Saved.Write(Policies.Any.Single());
        Cut("policy", 10);
        Cut("interfaces", 10);
        Cut("interfaces.copy", 10);
        var found = Saved.Read();
        Assert.Equal(SavedPolicyState.Unknown, found.State);
        Assert.Equal(3, found.Fault.Split("; ").Length);
    }

    [Fact]
    public async Task The_newest_that_was_offered_is_saved_at_the_latest_when_the_saver_ends()
    {
        HostPolicy[] policies = [.. Policies.Any.Array[50].Single().Select((policy, i) => policy with { Revision = i })];
        await using (var saver = new PolicySaver(Saved, TimeProvider.System, NullLogger.Instance))
        {
            foreach (var policy in policies)
                saver.Offer(policy);
        }

        Assert.Equal(Policies.Text(policies[^1]), Policies.Text(Saved.Read().Policy));
    }

    [Fact]
    public async Task What_is_saved_at_once_is_there_when_that_returns_and_nothing_older_comes_after_it()
    {
        HostPolicy[] policies = [.. Policies.Any.Array[50].Single().Select((policy, i) => policy with { Revision = i, Fallback = new HostFallback(i, DateTimeOffset.UnixEpoch, TimeSpan.Zero, HostPolicy.Empty) })];
        await using (var saver = new PolicySaver(Saved, TimeProvider.System, NullLogger.Instance))
        {
            for (int i = 0; i < policies.Length; i += 2)
            {
                saver.Offer(policies[i]);
                Assert.Equal(SavedTrials.Right, saver.SaveTrials(policies[i + 1]));
                Assert.Equal(Policies.Text(policies[i + 1]), Policies.Text(Saved.Read().Policy));
            }
        }

        Assert.Equal(Policies.Text(policies[^1]), Policies.Text(Saved.Read().Policy));
    }

    [Fact]
    public void On_a_full_disk_the_last_one_that_had_room_stays_whole_and_saving_works_again_with_room()
    {
        using var disk = SmallDisk.Mount(kibibytes: 256);
        var saved = new SavedPolicies(Path.Combine(disk.Path, "enforced"), new TrialClock(new KernelBootClock(), TimeProvider.System));
        var policies = Policies.Any.Where(policy => policy.Interfaces.Count > 1).Array[3].Single();
        saved.Write(policies[0]);
        foreach (int left in (int[])[0, 4])
        {
            disk.Fill(left);
            // What is larger than any room there is.
            Assert.ThrowsAny<IOException>(() => saved.Write(policies[1] with { Sets = policies[1].Sets.Add("large", Large) }));
            Assert.Equal(Policies.Text(policies[0]), Policies.Text(saved.Read().Policy));
            Assert.DoesNotContain(Directory.GetFiles(saved.Folder), file => file.EndsWith(".new", StringComparison.Ordinal));
            disk.Free();
        }

        saved.Write(policies[2]);
        Assert.Equal(Policies.Text(policies[2]), Policies.Text(saved.Read().Policy));
    }

    private static AddressSet Large { get; } = AddressSet.Create("large", Enumerable.Range(0, 10_000).Select(i => IpAddress.V4((uint)i)));

    private void Cut(string name, int length)
    {
        using var file = File.OpenWrite(Path.Combine(Saved.Folder, name));
        file.SetLength(length);
    }
}
