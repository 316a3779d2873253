using System.Collections.Immutable;
using Ringfence.Agent.Trials;
using Ringfence.Linux.Files;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.LastKnownGood;

/// <summary>
/// The last enforced policy of a host in a folder: <c>policy</c>, and beside it <c>interfaces</c>, which has the same form without rules, so that when the first cannot be read it is still
/// known what to close. Without the names nothing can be closed, so there are two of that, in blocks of their own. Each file is replaced whole or not at all.
/// </summary>
public sealed class SavedPolicies
{
    private readonly string _policyPath;
    private readonly string[] _interfacesPaths;
    private object? _writtenInterfaces;
    private IReadOnlySet<long>? _trials;

    /// <summary>In this folder, which is made when it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="trials">Knows how long changes that are on trial have left; what is read tells it.</param>
    public SavedPolicies(string folder, TrialClock trials)
    {
        (Folder, Trials) = (folder, trials);
        _policyPath = Path.Combine(folder, "policy");
        _interfacesPaths = [Path.Combine(folder, "interfaces"), Path.Combine(folder, "interfaces.copy")];
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>How long the changes that are on trial have left.</summary>
    public TrialClock Trials { get; }

    /// <summary>Saves. When it returns it is durable.</summary>
    /// <exception cref="IOException">It could not be written; what was saved before still is.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public void Write(HostPolicy policy)
    {
        Directory.CreateDirectory(Folder);
        if (!ReferenceEquals(_writtenInterfaces, policy.Interfaces))
        {
            // One after the other: when this is interrupted, the other is whole.
            foreach (string path in _interfacesPaths)
                DurableFile.Replace(path, PolicyFormat.Write(Closed(policy), Trials));
            _writtenInterfaces = policy.Interfaces;
        }

        DurableFile.Replace(_policyPath, PolicyFormat.Write(policy, Trials));
        _trials = TrialsOf(policy);
    }

    /// <summary>What was written or read last against a policy. Before either nothing is known, and it is never right.</summary>
    public SavedTrials Compare(HostPolicy policy)
    {
        var wanted = TrialsOf(policy);
        if (_trials is null ? wanted.Count > 0 : !wanted.IsSubsetOf(_trials))
            return SavedTrials.TooFew;
        return _trials?.Count == wanted.Count ? SavedTrials.Right : SavedTrials.TooMany;
    }

    /// <summary>Reads what there is. Never throws: a disk that cannot be read is a saved policy that cannot.</summary>
    public SavedPolicy Read()
    {
        var read = ReadFiles();
        _trials = TrialsOf(read.Policy);
        return read;
    }

    private SavedPolicy ReadFiles()
    {
        if (!File.Exists(_policyPath) && !_interfacesPaths.Any(File.Exists))
            return new SavedPolicy(SavedPolicyState.None, HostPolicy.Empty, "nothing was saved yet");
        if (TryRead(_policyPath, out var policy, out string fault))
            return new SavedPolicy(SavedPolicyState.Whole, policy, "");
        foreach (string path in _interfacesPaths)
        {
            if (TryRead(path, out var known, out string alsoFault))
                return new SavedPolicy(SavedPolicyState.Closed, Closed(known), fault);
            fault += $"; {alsoFault}";
        }

        return new SavedPolicy(SavedPolicyState.Unknown, HostPolicy.Empty, fault);
    }

    /// <summary>The same interfaces without a rule: everything is dropped at them, but for the failsafe ports of the machine itself.</summary>
    private static HostPolicy Closed(HostPolicy policy) => HostPolicy.Empty with
    {
        Revision = policy.Revision,
        Interfaces = policy.Interfaces.SetItems(policy.Interfaces.Select(
            own => KeyValuePair.Create(own.Key, own.Value with { IngressLists = [], EgressLists = [] }))),
    };

    private static IReadOnlySet<long> TrialsOf(HostPolicy policy)
    {
        if (policy.Fallback is null)
            return ImmutableHashSet<long>.Empty;
        var trials = new HashSet<long>();
        for (var fallback = policy.Fallback; fallback is not null; fallback = fallback.Policy.Fallback)
            trials.Add(fallback.Revision);
        return trials;
    }

    private bool TryRead(string path, out HostPolicy policy, out string fault)
    {
        (policy, fault) = (HostPolicy.Empty, "");
        try
        {
            policy = PolicyFormat.Read(File.ReadAllBytes(path), Trials);
            return true;
        }
        catch (Exception refused) when (refused is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            fault = $"{path} cannot be used: {refused.Message}";
            return false;
        }
    }
}

/// <summary>What was found of a saved policy.</summary>
/// <param name="State">How much of it can be used.</param>
/// <param name="Policy">What to enforce.</param>
/// <param name="Fault">Why it is not whole; "" when it is.</param>
public sealed record SavedPolicy(SavedPolicyState State, HostPolicy Policy, string Fault)
{
    /// <summary>The devices that are to be enforced.</summary>
    public ImmutableArray<string> Devices => [.. Policy.Interfaces.Values.Select(subject => subject.Device)];
}

/// <summary>How much of a saved policy can be used.</summary>
public enum SavedPolicyState
{
    /// <summary>Nothing was ever saved: a new host.</summary>
    None,

    /// <summary>All.</summary>
    Whole,

    /// <summary>Only which interfaces there are: they are to be closed.</summary>
    Closed,

    /// <summary>Something was saved and none of it can be read. What the kernel enforces is all that is known.</summary>
    Unknown,
}
