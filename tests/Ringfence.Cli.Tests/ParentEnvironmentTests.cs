using System.Diagnostics;
using System.Globalization;
using Ringfence.Cli.Guarding;

namespace Ringfence.Cli.Tests;

public sealed class ParentEnvironmentTests
{
    [Theory]
    [InlineData("env -u SSH_CONNECTION sleep 600 & echo $!; wait")]
    [InlineData("env -u SSH_CONNECTION sh -c 'sleep 600 & echo $!; wait'")]
    public async Task What_was_taken_away_on_the_way_is_found_at_the_shell_above(string script)
    {
        var start = new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true };
        start.Environment["SSH_CONNECTION"] = "198.51.100.9 50000 192.0.2.7 22";
        start.Environment["EMPTY"] = "";
        using var shell = Process.Start(start)!;
        try
        {
            int sleeper = int.Parse((await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
            Assert.Equal("198.51.100.9 50000 192.0.2.7 22", ParentEnvironment.Find("SSH_CONNECTION", sleeper));
            Assert.Null(ParentEnvironment.Find("EMPTY", sleeper));
            Assert.Null(ParentEnvironment.Find("SSH_CONNECTIO", sleeper));
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_process_that_is_not_there_has_no_parents() => Assert.Null(ParentEnvironment.Find("PATH", int.MaxValue));
}
