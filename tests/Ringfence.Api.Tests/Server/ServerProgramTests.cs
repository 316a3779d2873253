using System.Net;
using System.Net.Sockets;
using Ringfence.Api.Credentials;
using Ringfence.Api.Tests.Support;
using Ringfence.Journal;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Api.Tests.Server;

public sealed class ServerProgramTests : IServerComposition, IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ringfence-server-{Guid.NewGuid():N}");
    private readonly StringWriter _errors = new();
    private int _closed;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_ready_line_names_the_actual_port_and_the_new_pair_is_shown_once()
    {
        var (exit, output) = await RunUntilReadyAsync(new ServerOptions { Port = 0, DataFolder = _folder, HostName = "h1" });
        Assert.Equal(0, exit);
        Assert.Equal(1, _closed);
        Assert.Matches(@"^A key pair was made .* SecretId AKID\w{32} SecretKey \w{32}\nRingfence is ready on http://127\.0\.0\.1:[1-9]\d+ \(data ", output);
        Assert.Contains($"(data {_folder}, host h1, NOT enforcing: a test)", output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));

        (exit, output) = await RunUntilReadyAsync(new ServerOptions { Port = 0, DataFolder = _folder, HostName = "h1" });
        Assert.Equal(0, exit);
        Assert.StartsWith("Ringfence is ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line_and_nothing_is_opened()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exit, output) = await RunUntilReadyAsync(new ServerOptions { Port = port, DataFolder = _folder });
        Assert.Equal((1, "", 0), (exit, output, _closed));
        Assert.Matches($@"^ringfence: The port {port} of 127\.0\.0\.1 is in use.*\n$", _errors.ToString());
    }

    [Fact]
    public async Task An_address_of_somebody_else_is_one_clear_line()
    {
        var (exit, _) = await RunUntilReadyAsync(new ServerOptions { Port = 0, Listen = IPAddress.Parse("192.0.2.1"), DataFolder = _folder });
        Assert.Equal(1, exit);
        Assert.Matches(@"^ringfence: Cannot listen on 192\.0\.2\.1.*\n$", _errors.ToString());
    }

    [Theory]
    [InlineData("/dev/null/data")]
    [InlineData("/proc/ringfence")]
    public async Task A_data_folder_that_cannot_be_written_is_one_clear_line(string folder)
    {
        var (exit, output) = await RunUntilReadyAsync(new ServerOptions { Port = 0, DataFolder = folder });
        Assert.Equal((1, "", 0), (exit, output, _closed));
        Assert.Matches($"^ringfence: The data folder {folder} cannot be written: .*\n$", _errors.ToString());
    }

    [Fact]
    public async Task Half_a_key_pair_is_one_clear_line()
    {
        var (exit, _) = await RunUntilReadyAsync(new ServerOptions { Port = 0, DataFolder = _folder, Credentials = new CredentialSettings("AKIDx", null, null) });
        Assert.Equal(1, exit);
        Assert.Matches("^ringfence: RINGFENCE_SECRET_ID is set.*\n$", _errors.ToString());
    }

    [Theory]
    [InlineData("credentials.json")]
    [InlineData("credentials.json.new")]
    public async Task A_key_pair_that_cannot_be_kept_is_one_clear_line(string inTheWay)
    {
        Directory.CreateDirectory(Path.Combine(_folder, inTheWay, "x"));
        var (exit, _) = await RunUntilReadyAsync(new ServerOptions { Port = 0, DataFolder = _folder });
        Assert.Equal(1, exit);
        Assert.Matches("^ringfence: The key pair in .* cannot be read or written: .*\n$", _errors.ToString());
    }

    [Fact]
    public async Task Release_does_its_work_without_a_server()
    {
        var (exit, output) = await RunUntilReadyAsync(new ServerOptions { Release = true, DataFolder = _folder });
        Assert.Equal((0, "released\n"), (exit, output));
        Assert.False(Directory.Exists(_folder));
    }

    ValueTask<ServerParts> IServerComposition.OpenAsync(ServerOptions options, DataFolder folder, AccessKeys keys, ServerSurroundings surroundings, CancellationToken cancellationToken) =>
        new(new ServerParts
        {
            Actions = [],
            JsonContexts = [],
            Health = () => ServerHealth.Ok(0, null),
            Audit = new MemoryAudit(),
            Enforcement = "NOT enforcing: a test",
            Close = () =>
            {
                _closed++;
                return ValueTask.CompletedTask;
            },
        });

    ValueTask<string> IServerComposition.ReleaseAsync(ServerOptions options, ServerSurroundings surroundings, CancellationToken cancellationToken) => new("released");

    ValueTask<int> IServerComposition.DemonstrateAsync(ServerOptions options, ServerSurroundings surroundings, TextWriter output, CancellationToken cancellationToken) => new(0);

    private async Task<(int Exit, string Output)> RunUntilReadyAsync(ServerOptions options)
    {
        _closed = 0;
        using var stop = new CancellationTokenSource();
        await using var output = new ReadyWriter(stop);
        int exit = await ServerProgram.RunAsync(options, this, output, _errors, stop.Token);
        return (exit, output.ToString());
    }

    /// <summary>Stops the server as soon as it has said that it is ready.</summary>
    private sealed class ReadyWriter(CancellationTokenSource stop) : StringWriter
    {
        public override Task FlushAsync() => stop.CancelAsync();
    }
}
