using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>An address as all policies see it.</summary>
/// <param name="Family">The family.</param>
/// <param name="AsSender">Its signature in what receivers let in; -1 when its interface is no sender.</param>
/// <param name="AsReceiver">Its signature in what senders let out; -1 when its interface is no receiver.</param>
internal readonly record struct SeenAddress(AddressFamily Family, int AsSender, int AsReceiver);

/// <summary>Interfaces alike.</summary>
/// <param name="Network">Their network.</param>
/// <param name="Ingress">The number of what they let in; -1 when they are no receivers.</param>
/// <param name="Egress">The number of what they let out; -1 when they are no senders.</param>
/// <param name="Addresses">How their addresses are seen.</param>
/// <param name="Members">Their ids.</param>
internal sealed record PointClass(string Network, int Ingress, int Egress, List<SeenAddress> Addresses, List<string> Members);

/// <summary>Folds interfaces into classes.</summary>
internal sealed class PointFolder(DistinctSets sets, ReachQuestion question, AddressSignatures senders, AddressSignatures receivers)
{
    private readonly Dictionary<string, PointClass> _classes = new(StringComparer.Ordinal);

    /// <summary>In the order of their first members.</summary>
    public List<PointClass> Classes { get; } = [];

    public void Add(ReachPoint point)
    {
        var (isSender, isReceiver) = (question.IsSender(point.Id), question.IsReceiver(point.Id));
        var addresses = point.Addresses.Select(address => new SeenAddress(address.Family, isSender ? senders.Of(address) : -1, isReceiver ? receivers.Of(address) : -1))
            .Distinct().OrderBy(one => one.Family).ThenBy(one => one.AsSender).ThenBy(one => one.AsReceiver).ToList();
        var (ingress, egress) = (isReceiver ? sets.Ingress.NumberOf(point.Ingress) : -1, isSender ? sets.Egress.NumberOf(point.Egress) : -1);
        string key = $"{ingress} {egress} {string.Join(',', addresses.Select(one => $"{(int)one.Family}:{one.AsSender}:{one.AsReceiver}"))} {point.Network}";
        if (!_classes.TryGetValue(key, out var known))
        {
            _classes.Add(key, known = new PointClass(point.Network, ingress, egress, addresses, []));
            Classes.Add(known);
        }

        known.Members.Add(point.Id);
    }
}
