using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Keys;

internal sealed class CreateKeyCommand : SessionCommand
{
    private readonly Argument<string> _role = new("role")
    {
        Description = "admin: everything; operator: everything but keys and settings; reader: changes nothing",
    };

    private readonly Option<string?> _description = new("--description") { Description = "Whom or what it is for, at most 100 characters" };

    public CreateKeyCommand(CommandRunner runner)
        : base(runner, "create", "Create a key pair; its secret is shown this once")
    {
        Arguments.Add(_role.AcceptOnlyFromAmong("admin", "operator", "reader"));
        Options.Add(_description);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["Role"] = parsed.GetRequiredValue(_role) };
        if (parsed.GetValue(_description) is { } description)
            parameters["Description"] = description;
        var raw = await session.CallAsync(ApiService.Ringfence, "CreateAccessKey", parameters, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.CreateAccessKeyResponse);
        session.Printer.Result(JsonObject.Create(raw)!, people =>
        {
            people.Line($"SecretId   {answer.AccessKey.SecretId}");
            people.Line($"SecretKey  {answer.SecretKey}");
            people.Line("The secret is not shown again.");
        });
        return ExitCode.Ok;
    }
}
