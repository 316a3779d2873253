namespace Ringfence.Policy.Analysis.Explanation;

/// <summary>Why a rule did not match a packet; more than one may hold.</summary>
[Flags]
public enum RuleMismatch
{
    /// <summary>It matched.</summary>
    None = 0,

    /// <summary>The peer has addresses of the other family only.</summary>
    Family = 1,

    /// <summary>The peer does not contain the far address.</summary>
    Address = 2,

    /// <summary>The peer is a group or template that nobody is in.</summary>
    EmptyPeer = 4,

    /// <summary>Another protocol.</summary>
    Protocol = 8,

    /// <summary>The protocol, but not this port.</summary>
    Port = 16,

    /// <summary>The service is a template without entries.</summary>
    EmptyService = 32,
}
