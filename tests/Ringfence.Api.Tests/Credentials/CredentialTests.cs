using Ringfence.Api.Credentials;

namespace Ringfence.Api.Tests.Credentials;

public sealed class CredentialTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-keys-").FullName;

    private string File => Path.Combine(_folder, "credentials.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_environments_pair_is_used_and_nothing_is_written()
    {
        var resolved = CredentialResolver.Resolve(new("AKIDmine", "key", "200000000002"), _folder);
        Assert.Equal(("AKIDmine", "key", "200000000002"), (resolved.Pair!.SecretId, resolved.Pair.SecretKey, resolved.Pair.Account));
        Assert.False(resolved.Generated);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_pair_is_generated_once_and_found_again()
    {
        var first = CredentialResolver.Resolve(CredentialSettings.None, _folder);
        Assert.True(first.Generated);
        Assert.Matches("^AKID[A-Za-z0-9]{32}$", first.Pair!.SecretId);
        Assert.Matches("^[A-Za-z0-9]{32}$", first.Pair.SecretKey);
        Assert.Equal("100000000001", first.Pair.Account);
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(File));
        Assert.Single(Directory.GetFileSystemEntries(_folder));

        var second = CredentialResolver.Resolve(CredentialSettings.None, _folder);
        Assert.False(second.Generated);
        Assert.Equal((first.Pair.SecretId, first.Pair.SecretKey), (second.Pair!.SecretId, second.Pair.SecretKey));
    }

    [Fact]
    public void What_a_crash_left_of_the_file_is_replaced()
    {
        System.IO.File.WriteAllText(File + ".new", "{\"Secr");
        System.IO.File.SetUnixFileMode(File + ".new", OwnerOnly | UnixFileMode.OtherRead);
        Assert.True(CredentialResolver.Resolve(CredentialSettings.None, _folder).Generated);
        Assert.Single(Directory.GetFileSystemEntries(_folder));
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(File));
    }

    [Theory]
    [InlineData("AKIDmine", null, null, "RINGFENCE_SECRET_KEY")]
    [InlineData(null, "key", null, "RINGFENCE_SECRET_ID")]
    [InlineData("AKID/mine", "key", null, "RINGFENCE_SECRET_ID")]
    [InlineData(null, null, "me", "RINGFENCE_ACCOUNT")]
    public void Half_a_pair_and_odd_texts_are_refused_by_name(string? id, string? key, string? account, string variable)
    {
        var resolved = CredentialResolver.Resolve(new(id, key, account), _folder);
        Assert.Null(resolved.Pair);
        Assert.Contains(variable, resolved.Fault, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("", OwnerOnly)]
    [InlineData("{\"SecretId\":\"a\"}", OwnerOnly)]
    [InlineData("{\"SecretId\":\"a\",\"SecretKey\":\"b\"}", OwnerOnly | UnixFileMode.GroupRead)]
    [InlineData("{\"SecretId\":\"a\",\"SecretKey\":\"b\"}", OwnerOnly | UnixFileMode.OtherWrite)]
    public void A_file_that_is_broken_or_open_to_others_stops_the_start_and_stays(string content, UnixFileMode mode)
    {
        System.IO.File.WriteAllText(File, content);
        System.IO.File.SetUnixFileMode(File, mode);
        var resolved = CredentialResolver.Resolve(CredentialSettings.None, _folder);
        Assert.Null(resolved.Pair);
        Assert.Contains(File, resolved.Fault, StringComparison.Ordinal);
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_pair_as_text_does_not_show_its_key() => Assert.DoesNotContain("secret", new KeyPair("id", "secret", "1").ToString(), StringComparison.Ordinal);
}
