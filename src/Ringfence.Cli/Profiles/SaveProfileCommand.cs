using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Connecting;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Profiles;

/// <summary>Keeps what flags, environment and files say now as a profile of ours.</summary>
internal sealed class SaveProfileCommand : Command
{
    private readonly Argument<string> _name = new("name")
    {
        Description = "Its name",
        DefaultValueFactory = static _ => ProfileName.Default,
    };

    public SaveProfileCommand(CommandRunner runner)
        : base("save", "Keep the endpoint, region and key pair that calls use now as a profile (mode 600)")
    {
        Arguments.Add(_name);
        SetAction((parsed, cancellationToken) => runner.RunLocallyAsync(
            parsed,
            (printer, _) =>
            {
                string name = parsed.GetValue(_name)!;
                if (!ProfileName.IsValid(name))
                    throw CommandFailure.Usage($"'{name}' is not a profile's name: {ProfileName.Form}.");
                var connection = runner.Connect(parsed);
                string path = OwnProfile.PathOf(runner.Surroundings, name);
                try
                {
                    new OwnProfile
                    {
                        Endpoint = connection.Endpoint.GetLeftPart(UriPartial.Authority),
                        Region = connection.Region,
                        SecretId = connection.Keys.SecretId,
                        SecretKey = connection.Keys.SecretKey,
                    }.Write(runner.Surroundings, name);
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    throw CommandFailure.Usage($"{path} cannot be written: {fault.Message}");
                }

                printer.Result(new JsonObject { ["Path"] = path }, people => people.Line($"Saved in {path}."));
                return Task.FromResult(ExitCode.Ok);
            },
            cancellationToken));
    }
}
