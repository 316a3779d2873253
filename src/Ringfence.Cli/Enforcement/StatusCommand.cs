using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Enforcement;

/// <summary>What is enforced where.</summary>
internal sealed class StatusCommand : SessionCommand
{
    private readonly Argument<string[]> _instances = new("instance") { Description = "Only these, by id or unique name", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _host = new("--host") { Description = "Only what this agent enforces" };
    private readonly Option<bool> _wait = new("--wait") { Description = "Wait until the current revision is enforced; exit code 5 when it is not in time" };
    private readonly Option<int> _timeout = new("--timeout") { Description = "Seconds to wait, at most 60", DefaultValueFactory = static _ => 10 };

    public StatusCommand(CommandRunner runner)
        : base(runner, "status", "Show what is enforced where, and wait for it")
    {
        Arguments.Add(_instances.Offering(runner, Inventory.OfferAsync));
        foreach (var option in (Option[])[_host, _wait, _timeout])
            Options.Add(option);
        _timeout.Bound(0, int.MaxValue, "--timeout is 0 or more.");
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject();
        if (parsed.GetValue(_instances) is { Length: > 0 } instances)
            parameters["InstanceIds"] = new JsonArray([.. instances.Select(text => (JsonNode)names.Find(text).InstanceId)]);
        if (parsed.GetValue(_host) is { } host)
            parameters["Host"] = host;
        bool inTime = true;
        if (parsed.GetValue(_wait))
        {
            var waiting = parameters.DeepClone().AsObject();
            waiting["WaitForRevision"] = -1;
            waiting["TimeoutSeconds"] = parsed.GetValue(_timeout);
            inTime = (await session.CallAsync(
                ApiService.Ringfence,
                "DescribeEnforcement",
                waiting,
                RingfenceJsonContext.Default.DescribeEnforcementResponse,
                cancellationToken).ConfigureAwait(false)).Enforced;
        }

        var states = await session.ListAsync(
            ApiService.Ringfence,
            "DescribeEnforcement",
            parameters,
            "EnforcementSet",
            RingfenceJsonContext.Default.InterfaceEnforcementState,
            cancellationToken).ConfigureAwait(false);
        session.Printer.Result(states.ToJson(), people => people.Table(
            ["INSTANCE", "INTERFACE", "HOST", "DEVICE", "STATE", "REVISION", "DRIVER", "ERROR"],
            states.Items.Select(state => (string[])
            [
                names.Describe(state.InstanceId), state.NetworkInterfaceId, state.Host, state.Device, state.State,
                string.Create(CultureInfo.InvariantCulture, $"{state.EnforcedRevision}/{state.DesiredRevision}"), state.Driver, state.Error ?? "",
            ])));
        if (!inTime)
            throw new CommandFailure(ExitCode.NotInTime, null, "The current revision is not enforced everywhere: see the table.");
        return ExitCode.Ok;
    }
}
