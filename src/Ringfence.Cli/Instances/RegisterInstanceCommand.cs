using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Instances;

/// <summary>Registers an instance with one interface, or changes one that was registered. Several interfaces at once: <c>apply</c> or the API.</summary>
internal sealed class RegisterInstanceCommand : ChangeCommand
{
    private readonly Argument<string?> _name = new("name") { Description = "Its name", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _id = new("--id") { Description = "Change this instance instead of registering a new one: what is not given stays" };
    private readonly Option<string?> _device = new("--device") { Description = "The network device on the host: the host's end of its link, or the machine's own card" };
    private readonly Option<string?> _role = new("--role") { Description = "guest: the device is the host's end of a link; host: it is this machine's own card [default: guest]" };
    private readonly Option<string[]> _addresses = new("--ip") { Description = "An address of either family; may be repeated" };
    private readonly Option<string[]> _public = new("--public-ip") { Description = "A public address; told, never matched; may be repeated" };
    private readonly Option<string[]> _groups = new("--group") { Description = "A group, the first with the highest priority; may be repeated [default: the region's default group, which accepts all IPv4 unless its rules were changed]" };
    private readonly Option<string?> _host = new("--host") { Description = "The name of the agent that enforces it [default: the server's own]" };
    private readonly Option<string?> _mac = new("--mac") { Description = "Its Ethernet address" };
    private readonly Option<string?> _network = new("--network") { Description = "Its network (VpcId)" };
    private readonly Option<string?> _type = new("--type") { Description = "CVM, CLB, CDB or OTHER [default: CVM]" };
    private readonly Option<bool> _anySource = new("--no-source-check") { Description = "It may send from addresses that are not its own" };

    public RegisterInstanceCommand(CommandRunner runner)
        : base(runner, "register", "Register an instance with one interface: from then on it is enforced")
    {
        Arguments.Add(_name);
        _role.AcceptOnlyFromAmong("guest", "host");
        _type.AcceptOnlyFromAmong("CVM", "CLB", "CDB", "OTHER");
        foreach (var option in (Option[])[_id, _device, _role, _addresses, _public, _groups, _host, _mac, _network, _type, _anySource])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var instance = new JsonObject();
        Set(instance, "InstanceId", parsed.GetValue(_id));
        Set(instance, "InstanceName", parsed.GetValue(_name));
        Set(instance, "InstanceType", parsed.GetValue(_type));
        Set(instance, "Host", parsed.GetValue(_host));
        if (parsed.GetValue(_groups) is { Length: > 0 } groups)
        {
            var names = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
            instance["SecurityGroupIds"] = new JsonArray([.. groups.Select(group => (JsonNode)names.Find(group).SecurityGroupId)]);
        }

        if (Interface(parsed) is { Count: > 0 } nic)
            instance["NetworkInterfaces"] = new JsonArray(nic);
        string? id = parsed.GetValue(_id);
        bool takesDefault = id is null && !instance.ContainsKey("SecurityGroupIds");
        return new PreparedChange(new ApiCall(ApiService.Ringfence, "RegisterInstances", new JsonObject { ["Instances"] = new JsonArray(instance) }))
        {
            Past = async (answer, token) => takesDefault ? [Past(answer), .. await DefaultBinding.TellAsync(session, answer, token).ConfigureAwait(false)] : [Past(answer)],
            Touches = id is null ? null : own => own.Attachment.InstanceId == id,
            Addresses = parsed.GetValue(_role) == "host" ? parsed.GetValue(_addresses) ?? [] : [],
        };
    }

    private static string Past(JsonElement answer)
    {
        var registered = answer.GetProperty("InstanceSet")[0];
        return $"Registered {registered.GetProperty("InstanceName")} ({registered.GetProperty("InstanceId")}) at revision {answer.GetProperty("Revision")}.";
    }

    private JsonObject Interface(ParseResult parsed)
    {
        var nic = new JsonObject();
        Set(nic, "Device", parsed.GetValue(_device));
        Set(nic, "Role", parsed.GetValue(_role));
        Set(nic, "MacAddress", parsed.GetValue(_mac));
        Set(nic, "VpcId", parsed.GetValue(_network));
        SetAll(nic, "PrivateIpAddresses", Addresses(parsed, _addresses, ipv6: false));
        SetAll(nic, "Ipv6Addresses", Addresses(parsed, _addresses, ipv6: true));
        SetAll(nic, "PublicIpAddresses", parsed.GetValue(_public) ?? []);
        if (parsed.GetValue(_anySource))
            nic["SourceCheck"] = false;
        return nic;
    }

    private static string[] Addresses(ParseResult parsed, Option<string[]> option, bool ipv6) =>
        [.. (parsed.GetValue(option) ?? []).Where(address => address.Contains(':') == ipv6)];

    private static void Set(JsonObject target, string name, string? value)
    {
        if (value is not null)
            target[name] = value;
    }

    private static void SetAll(JsonObject target, string name, string[] values)
    {
        if (values.Length > 0)
            target[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
    }
}
