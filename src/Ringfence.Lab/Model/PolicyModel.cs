using System.Collections.Immutable;
using System.Text;
using Ringfence.Lab.Client;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Model;

/// <summary>A group by name. Rules that have a group as peer name it by its name too.</summary>
/// <param name="Name">The name.</param>
/// <param name="Ingress">Rules, first one highest.</param>
/// <param name="Egress">Rules, first one highest.</param>
public sealed record ModelGroup(string Name, ImmutableArray<ApiRule> Ingress, ImmutableArray<ApiRule> Egress)
{
    /// <summary>True for a group in observe mode.</summary>
    public bool IsObserved { get; init; }

    /// <summary>The rules of a direction.</summary>
    public ImmutableArray<ApiRule> Rules(Direction direction) => direction == Direction.Ingress ? Ingress : Egress;
}

/// <summary>The groups of one station, highest priority first.</summary>
/// <param name="Station">The station's name.</param>
/// <param name="Groups">Group names.</param>
public sealed record ModelBinding(string Station, ImmutableArray<string> Groups);

/// <summary>
/// What a user wants, whole: groups, rules and who is bound to what. It can be brought to a server (<see cref="ModelApplier"/>), and the
/// reference evaluator says what it means (<see cref="ModelEvaluator"/>); the laboratory's packets say what became of it.
/// </summary>
/// <param name="Groups">Groups, by name.</param>
/// <param name="Bindings">Stations under enforcement. A station that is not here is not enforced.</param>
public sealed record PolicyModel(ImmutableArray<ModelGroup> Groups, ImmutableArray<ModelBinding> Bindings)
{
    /// <summary>Parameter templates, by name; what a group holds comes before the group.</summary>
    public ImmutableArray<ModelTemplate> Templates { get; init; } = [];

    /// <summary>Everything, line by line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var template in Templates)
            text.AppendLine(template.ToString());
        foreach (var group in Groups)
        {
            text.AppendLine(group.IsObserved ? $"group {group.Name}, in observe mode" : $"group {group.Name}");
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                foreach (var rule in group.Rules(direction))
                    text.AppendLine($"  {direction} {rule}");
            }
        }

        foreach (var binding in Bindings)
            text.AppendLine($"{binding.Station}: {string.Join(", ", binding.Groups)}");
        return text.ToString();
    }
}
