using System.Text.Json.Nodes;

namespace Ringfence.Cli.Rules;

/// <summary>A member of a SecurityGroupPolicy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct RuleField(string Name, JsonNode Value);
