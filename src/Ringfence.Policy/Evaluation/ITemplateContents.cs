using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Evaluation;

/// <summary>Answers what stands behind a parameter template, or a group of templates, at one revision. An empty one, and one that is not there, has nothing.</summary>
public interface ITemplateContents
{
    /// <summary>True when an entry of the address template, or of a template of the group, contains the address.</summary>
    bool HasAddress(string templateId, IpAddress address);

    /// <summary>True when an entry of the service template, or of a template of the group, contains the protocol and destination port.</summary>
    bool HasService(string templateId, IpProtocol protocol, ushort port);
}
