using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Exposure;

namespace Ringfence.Control.Worlds;

/// <content>The fold of guards and of bindings.</content>
public sealed partial class World
{
    private sealed partial class Builder
    {
        private readonly ImmutableDictionary<string, Guard>.Builder _guards = before.Guards.ToBuilder();
        private readonly SetIndex<string> _byBinding = new(before.InterfacesByBinding);
        private readonly SetIndex<string> _publicByBinding = new(before.PublicInterfacesByBinding);
        private readonly SetIndex<string> _bindingsByGroup = new(before.BindingsByGroup);

        private void Bind(NetworkInterface item)
        {
            string binding = item.Binding;
            _byBinding.Add(binding, item.Id);
            if (item.MemberAddresses.Any(Outside.Contains))
                _publicByBinding.Add(binding, item.Id);
            foreach (string group in item.SecurityGroupIds)
                _bindingsByGroup.Add(group, binding);
        }

        private void Unbind(NetworkInterface item)
        {
            string binding = item.Binding;
            _byBinding.Remove(binding, item.Id);
            _publicByBinding.Remove(binding, item.Id);
            if (_byBinding.Has(binding))
                return;
            foreach (string group in item.SecurityGroupIds)
                _bindingsByGroup.Remove(group, binding);
        }
    }
}
