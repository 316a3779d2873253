using Ringfence.Api.Access;
using Ringfence.Api.Credentials;
using Ringfence.Api.Tests.Support;

namespace Ringfence.Api.Tests.Credentials;

public sealed class AccessKeysTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Account = "100000000001";

    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-keys-").FullName;

    private string File => Path.Combine(_folder, "access-keys.json");

    private string MasterFile => Path.Combine(_folder, "master.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_pair_signs_at_once_and_after_a_restart_and_is_nowhere_in_plain_text()
    {
        string id, secret;
        using (var keys = Open())
        {
            var (key, made) = keys.Create(Account, Role.Operator, "ci", "AKIDroot")!.Value;
            (id, secret) = (key.SecretId, made);
            Assert.Equal(Role.Operator, Found(keys, id)!.Role);
        }

        using var again = Open();
        var pair = Found(again, id)!;
        Assert.Equal((secret, Account, Role.Operator), (pair.SecretKey, pair.Account, pair.Role));
        Assert.Equal(("ci", "AKIDroot"), (again.List(Account)[0].Description, again.List(Account)[0].CreatedBy));
        Assert.DoesNotContain(secret, System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal((OwnerOnly, OwnerOnly), (System.IO.File.GetUnixFileMode(File), System.IO.File.GetUnixFileMode(MasterFile)));
        Assert.Equal(32, System.IO.File.ReadAllBytes(MasterFile).Length);
    }

    [Fact]
    public void What_is_switched_off_or_deleted_signs_nothing_from_then_on()
    {
        using var keys = Open();
        string id = keys.Create(Account, Role.Reader, "", "AKIDroot")!.Value.Key.SecretId;
        Assert.True(keys.TryUpdate(Account, id, key => key with { IsActive = false }, out _));
        Assert.Null(Found(keys, id));
        Assert.True(keys.TryUpdate(Account, id, key => key with { IsActive = true, Role = Role.Admin }, out _));
        Assert.Equal(Role.Admin, Found(keys, id)!.Role);
        Assert.True(keys.TryDelete(Account, id));
        Assert.Null(Found(keys, id));
        Assert.False(keys.TryDelete(Account, id));
        using var again = Open();
        Assert.Empty(again.List(Account));
    }

    [Fact]
    public void Another_account_neither_sees_nor_changes_them()
    {
        using var keys = Open();
        string id = keys.Create(Account, Role.Reader, "", "AKIDroot")!.Value.Key.SecretId;
        Assert.Empty(keys.List("200000000002"));
        Assert.False(keys.TryUpdate("200000000002", id, key => key, out _));
        Assert.False(keys.TryDelete("200000000002", id));
    }

    [Theory]
    [InlineData("\"role\": \"Reader\"", "\"role\": \"Admin\"")]
    [InlineData("\"isActive\": false", "\"isActive\": true")]
    [InlineData("\"account\": \"100000000001\"", "\"account\": \"100000000002\"")]
    [InlineData("\"encryptedSecret\": \"", "\"encryptedSecret\": \"AAAA")]
    [InlineData("\"encryptedSecret\": \"", "\"encryptedSecret\": \"*")]
    public void Whoever_changes_the_file_without_the_master_key_gets_nothing_by_it(string from, string to)
    {
        using (var keys = Open())
        {
            string id = keys.Create(Account, Role.Reader, "", "AKIDroot")!.Value.Key.SecretId;
            keys.TryUpdate(Account, id, key => key with { IsActive = false }, out _);
        }

        string text = System.IO.File.ReadAllText(File);
        Assert.Contains(from, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains("cannot be decrypted", Fault(CredentialSettings.None), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_master_key_stops_the_start_and_is_not_replaced()
    {
        using (var keys = Open())
            keys.Create(Account, Role.Reader, "", "AKIDroot");
        System.IO.File.Delete(MasterFile);
        Assert.Contains(MasterFile, Fault(CredentialSettings.None), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(MasterFile));
        Assert.Contains("another master key", Fault(TestKeys.Settings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_master_key_from_the_environment_is_not_written_anywhere()
    {
        using (var keys = TestKeys.Open(_folder))
            keys.Create(Account, Role.Reader, "", "AKIDroot");
        Assert.Equal([File], Directory.GetFiles(_folder));
        using var again = TestKeys.Open(_folder);
        Assert.Single(again.List(Account));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("AAAA")]
    [InlineData("*")]
    public void An_odd_master_key_is_refused_by_name(string key) =>
        Assert.Contains("RINGFENCE_MASTER_KEY", Fault(CredentialSettings.None with { MasterKey = key }), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"v\":2,\"keys\":[]}")]
    [InlineData("[1")]
    public void A_file_that_cannot_be_read_stops_the_start_and_stays(string content)
    {
        System.IO.File.WriteAllText(File, content);
        System.IO.File.SetUnixFileMode(File, OwnerOnly);
        Assert.Contains(File, Fault(CredentialSettings.None), StringComparison.Ordinal);
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_file_that_others_may_read_stops_the_start()
    {
        using (var keys = Open())
            keys.Create(Account, Role.Reader, "", "AKIDroot");
        System.IO.File.SetUnixFileMode(MasterFile, OwnerOnly | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Fault(CredentialSettings.None), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_refuses_leaves_everything_as_it_was()
    {
        using var keys = Open();
        string id = keys.Create(Account, Role.Reader, "", "AKIDroot")!.Value.Key.SecretId;
        Directory.CreateDirectory(File + ".new/in-the-way");
        Assert.ThrowsAny<Exception>(() => keys.Create(Account, Role.Reader, "", "AKIDroot"));
        Assert.ThrowsAny<Exception>(() => keys.TryDelete(Account, id));
        Assert.NotNull(Found(keys, id));
        Assert.Single(keys.List(Account));
    }

    [Fact]
    public void There_is_an_end_to_them()
    {
        using var keys = Open();
        for (int i = 0; i < AccessKeys.MaximumKeys; i++)
            Assert.NotNull(keys.Create(Account, Role.Reader, "", "AKIDroot"));
        Assert.Null(keys.Create(Account, Role.Reader, "", "AKIDroot"));
    }

    private AccessKeys Open() =>
        AccessKeys.Open(TestKeys.Root, CredentialSettings.None, _folder, TimeProvider.System, out string? fault) ?? throw new InvalidOperationException(fault);

    private string Fault(CredentialSettings settings)
    {
        Assert.Null(AccessKeys.Open(TestKeys.Root, settings, _folder, TimeProvider.System, out string? fault));
        return fault!;
    }

    private static KeyPair? Found(AccessKeys keys, string id) => keys.Ring.TryFind(id, out var pair) ? pair : null;
}
