using System.Net.Sockets;
using Ringfence.Cli.Connecting;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Connecting;

public sealed class ConnectionTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly ConnectionFlags NoFlags = new(null, null, null, null, null);

    private readonly string _home = Directory.CreateTempSubdirectory("ringfence-home-").FullName;
    private readonly CommandLine _commandLine;

    public ConnectionTests() => _commandLine = new CommandLine { Folder = _home, Variables = { ["HOME"] = _home } };

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Every_place_gives_way_to_the_one_before_it()
    {
        // From the last place to the first: each is added on top of those that are there already.
        Write(".data/credentials.json", """{"SecretId":"data","SecretKey":"k"}""");
        Assert.Equal(("http://127.0.0.1:9510/", "ap-guangzhou", "data"), Resolve(NoFlags));

        Write(".tccli/default.credential", """{"secretId":"tccli","secretKey":"k"}""");
        Write(".tccli/default.configure", """{"_sys_param":{"region":"r-tccli"},"vpc":{"endpoint":"tccli:1"}}""");
        Assert.Equal(("http://tccli:1/", "r-tccli", "tccli"), Resolve(NoFlags));

        Write(".config/ringfence/default.json", """{"Endpoint":"own:1","SecretId":"own","SecretKey":"k","Region":"r-own"}""");
        Assert.Equal(("http://own:1/", "r-own", "own"), Resolve(NoFlags));

        Set("TENCENTCLOUD", "vendor");
        Assert.Equal(("http://own:1/", "r-vendor", "vendor"), Resolve(NoFlags));

        Set("RINGFENCE", "ours");
        _commandLine.Variables["RINGFENCE_ENDPOINT"] = "https://ours";
        Assert.Equal(("https://ours/", "r-ours", "ours"), Resolve(NoFlags));

        Write(".config/ringfence/lab.json", """{"Endpoint":"lab:1","SecretId":"lab","SecretKey":"k"}""");
        Assert.Equal(("http://lab:1/", "r-ours", "lab"), Resolve(NoFlags with { Profile = "lab" }));

        Assert.Equal(("http://flag:1/", "r-flag", "flag"), Resolve(new ConnectionFlags("flag:1", "flag", "k", "r-flag", "lab")));
    }

    [Fact]
    public void The_variable_for_a_profile_only_replaces_the_default_one()
    {
        Write(".config/ringfence/lab.json", """{"Endpoint":"lab:1","SecretId":"lab","SecretKey":"k"}""");
        _commandLine.Variables["RINGFENCE_PROFILE"] = "lab";
        Assert.Equal(("http://lab:1/", "ap-guangzhou", "lab"), Resolve(NoFlags));
        Set("RINGFENCE", "ours");
        Assert.Equal(("http://lab:1/", "r-ours", "ours"), Resolve(NoFlags));
    }

    [Fact]
    public void The_vendors_own_address_in_its_profile_is_not_taken_for_a_server_of_ours()
    {
        Write(".tccli/default.credential", """{"secretId":"tccli","secretKey":"k"}""");
        Write(".tccli/default.configure", """{"_sys_param":{"region":"r"},"vpc":{"endpoint":"vpc.tencentcloudapi.com"}}""");
        Assert.Equal(("http://127.0.0.1:9510/", "r", "tccli"), Resolve(NoFlags));
    }

    [Fact]
    public void The_data_folder_is_asked_only_for_a_server_on_this_machine()
    {
        Write(".data/credentials.json", """{"SecretId":"data","SecretKey":"k"}""");
        Assert.Contains("no key pair", Faults(NoFlags with { Endpoint = "192.0.2.1:9510" }), StringComparison.Ordinal);
        Directory.Move(Path.Combine(_home, ".data"), Path.Combine(_home, "elsewhere"));
        _commandLine.Variables["RINGFENCE_DATA"] = Path.Combine(_home, "elsewhere");
        Assert.Equal(("http://[::1]:9510/", "ap-guangzhou", "data"), Resolve(NoFlags with { Endpoint = "http://[::1]:9510" }));
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        Write(".config/ringfence/default.json", """{"Endpiont":"x"}""");
        Write(".tccli/default.credential", "no JSON");
        string faults = Faults(new ConnectionFlags("ftp://x", "only-an-id", null, null, null));
        Assert.Contains("default.json", faults, StringComparison.Ordinal);
        Assert.Contains("default.credential cannot be used", faults, StringComparison.Ordinal);
        Assert.Contains("'ftp://x' (flags) is none of", faults, StringComparison.Ordinal);
        Assert.Contains("an id without its key", faults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("banana")]
    [InlineData("localhost")]
    [InlineData("host:port")]
    [InlineData("http://host/path")]
    public void What_is_no_endpoint_is_refused(string text) =>
        Assert.Contains($"The endpoint '{text}' (flags) is none of http://HOST:PORT, https://HOST and HOST:PORT.", Faults(NoFlags with { Endpoint = text }), StringComparison.Ordinal);

    [Fact]
    public async Task A_file_that_is_no_profile_is_told_by_line_and_member()
    {
        Write(".config/ringfence/default.json", "{\n\"Endpiont\":\"x\"}");
        var result = await _commandLine.Run("groups", "list");
        Assert.Contains("default.json is no profile or key file: see line 2, byte ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("(Endpiont)", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(".NET", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_others_can_read_is_refused()
    {
        Write(".config/ringfence/default.json", """{"SecretId":"own","SecretKey":"k"}""", Private | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Faults(NoFlags), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "There is no profile 'nowhere'")]
    [InlineData("../x", "is not a profile's name")]
    public void A_profile_that_was_asked_for_must_exist(string name, string fault) =>
        Assert.Contains(fault, Faults(NoFlags with { Profile = name }), StringComparison.Ordinal);

    [Fact]
    public async Task Saving_keeps_what_is_used_now_and_showing_never_shows_the_key()
    {
        var saved = await _commandLine.Run("profile", "save", "lab", "--endpoint", "lab:1", "--secret-id", "AKIDlab", "--secret-key", "hush");
        Assert.Equal((0, $"Saved in {_home}/.config/ringfence/lab.json.\n"), (saved.Exit, saved.Output));
        Assert.Equal(Private, File.GetUnixFileMode(Path.Combine(_home, ".config/ringfence/lab.json")));

        var shown = await _commandLine.Run("profile", "show", "--profile", "lab");
        Assert.Equal(
            $"""
            SETTING   VALUE         FOUND IN
            endpoint  http://lab:1  profile lab, {_home}/.config/ringfence/lab.json
            region    ap-guangzhou  profile lab, {_home}/.config/ringfence/lab.json
            key pair  AKIDlab       profile lab, {_home}/.config/ringfence/lab.json

            """,
            shown.Output);
    }

    [Fact]
    public async Task Showing_without_a_key_pair_tells_the_rest_and_where_one_was_looked_for()
    {
        var shown = await _commandLine.Run("profile", "show", "--region", "r-flag");
        Assert.Equal((int)ExitCode.Usage, shown.Exit);
        Assert.Equal(
            $"""
            SETTING   VALUE                  FOUND IN
            endpoint  http://127.0.0.1:9510  default
            region    r-flag                 flags
            key pair  none                   nowhere
            Tried for the key pair, in this order:
              flags
              environment, RINGFENCE_*
              environment, TENCENTCLOUD_*
              {_home}/.config/ringfence/default.json
              {_home}/.tccli/default.credential
              {_home}/.data/credentials.json

            """,
            shown.Output);
        Assert.Contains("There is no key pair", shown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_3()
    {
        using var reserved = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        string endpoint = reserved.LocalEndPoint!.ToString()!;
        var result = await _commandLine.Run("groups", "list", "--endpoint", endpoint, "--secret-id", "x", "--secret-key", "y");
        Assert.Equal((int)ExitCode.Unreachable, result.Exit);
        Assert.StartsWith("ringfence: The server cannot be reached: ", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private (string Endpoint, string Region, string SecretId) Resolve(ConnectionFlags flags)
    {
        var connection = new ConnectionResolver(_commandLine.Surroundings()).Resolve(flags);
        return (connection.Endpoint.ToString(), connection.Region, connection.Keys.SecretId);
    }

    private string Faults(ConnectionFlags flags)
    {
        var failure = Assert.Throws<CommandFailure>(() => new ConnectionResolver(_commandLine.Surroundings()).Resolve(flags));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        return failure.Message;
    }

    private void Set(string prefix, string id)
    {
        _commandLine.Variables[$"{prefix}_SECRET_ID"] = id;
        _commandLine.Variables[$"{prefix}_SECRET_KEY"] = "k";
        _commandLine.Variables[$"{prefix}_REGION"] = $"r-{id}";
    }

    private void Write(string path, string content, UnixFileMode mode = Private)
    {
        string full = Path.Combine(_home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        File.SetUnixFileMode(full, mode);
    }
}
