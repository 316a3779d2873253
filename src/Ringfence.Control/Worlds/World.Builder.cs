using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <content>Documents first, then the indexes of exactly the documents that the changes touched.</content>
public sealed partial class World
{
    private sealed partial class Builder(World before, long lastRuleId)
    {
        private readonly ImmutableDictionary<string, SecurityGroup>.Builder _groups = before.Groups.ToBuilder();
        private readonly ImmutableDictionary<string, Instance>.Builder _instances = before.Instances.ToBuilder();
        private readonly ImmutableDictionary<string, NetworkInterface>.Builder _interfaces = before.Interfaces.ToBuilder();
        private readonly ImmutableDictionary<string, GroupUsage>.Builder _usage = before.UsageByGroup.ToBuilder();
        private readonly SetIndex<string> _byGroup = new(before.InterfacesByGroup);
        private readonly SetIndex<string> _references = new(before.ReferencesByGroup);
        private readonly SetIndex<string> _byHost = new(before.InterfacesByHost);
        private readonly SetIndex<Scope> _byScope = new(before.GroupsByScope);
        private readonly SetIndex<DeviceKey> _byDevice = new(before.InterfacesByDevice);
        private readonly SetIndex<AddressKey> _byAddress = new(before.InterfacesByAddress);
        private readonly ImmutableDictionary<string, Trial>.Builder _trials = before.Trials.ToBuilder();
        private readonly HashSet<string> _touchedGroups = [];
        private readonly HashSet<string> _touchedInstances = [];
        private readonly HashSet<string> _touchedInterfaces = [];
        private long _lastRuleId = lastRuleId;

        public void Apply(Change change)
        {
            switch (change)
            {
                case Change.PutGroup put:
                    _groups[put.Group.Id] = put.Group;
                    _touchedGroups.Add(put.Group.Id);
                    foreach (var rule in put.Group.Ingress.Concat(put.Group.Egress))
                        _lastRuleId = Math.Max(_lastRuleId, rule.Rule.Id.Value);
                    break;
                case Change.DeleteGroup delete:
                    _groups.Remove(delete.Id);
                    _touchedGroups.Add(delete.Id);
                    break;
                case Change.PutInstance put:
                    _instances[put.Instance.Id] = put.Instance;
                    _touchedInstances.Add(put.Instance.Id);
                    break;
                case Change.DeleteInstance delete:
                    _instances.Remove(delete.Id);
                    _touchedInstances.Add(delete.Id);
                    break;
                case Change.PutInterface put:
                    _interfaces[put.Interface.Id] = put.Interface;
                    _touchedInterfaces.Add(put.Interface.Id);
                    break;
                case Change.DeleteInterface delete:
                    _interfaces.Remove(delete.Id);
                    _touchedInterfaces.Add(delete.Id);
                    break;
                case Change.PutTemplate put:
                    Put(put.Template);
                    break;
                case Change.DeleteTemplate delete:
                    DeleteTemplate(delete.Id);
                    break;
                case Change.PutTrial put:
                    _trials[put.Trial.Id] = put.Trial;
                    break;
                case Change.DeleteTrial delete:
                    _trials.Remove(delete.Id);
                    break;
                case Change.PutObservation put:
                    _observations[put.Observation.Id] = put.Observation;
                    break;
                case Change.DeleteObservation delete:
                    _observations.Remove(delete.Id);
                    break;
                case Change.PutGuard put:
                    _guards[put.Guard.Id] = put.Guard;
                    break;
                case Change.DeleteGuard delete:
                    _guards.Remove(delete.Id);
                    break;
                default:
                    if (ApplySnapshot(change))
                        break;
                    throw new NotSupportedException($"A world does not know the change {change.GetType().Name}.");
            }
        }

        public World Build(long revision)
        {
            foreach (string id in _touchedGroups)
                IndexGroup(before.Groups.GetValueOrDefault(id), _groups.GetValueOrDefault(id));

            // The kind under which an interface counts is its instance's: an instance that changes kind takes its interfaces along.
            foreach (string id in _touchedInstances)
            {
                var (old, now) = (before.Instances.GetValueOrDefault(id), _instances.GetValueOrDefault(id));
                if (old?.Type != now?.Type)
                    _touchedInterfaces.UnionWith((old?.InterfaceIds ?? []).Concat(now?.InterfaceIds ?? []));
            }

            foreach (string id in _touchedInterfaces)
            {
                if (before.Interfaces.TryGetValue(id, out var old))
                    Detach(old, TypeOf(before.Instances.GetValueOrDefault(old.InstanceId)));
                if (_interfaces.TryGetValue(id, out var now))
                    Attach(now, TypeOf(_instances.GetValueOrDefault(now.InstanceId)));
            }

            IndexSnapshots();
            IndexTemplates();
            return new World
            {
                Revision = revision,
                LastRuleId = _lastRuleId,
                Groups = _groups.ToImmutable(),
                Instances = _instances.ToImmutable(),
                Interfaces = _interfaces.ToImmutable(),
                InterfacesByGroup = _byGroup.ToImmutable(),
                ReferencesByGroup = _references.ToImmutable(),
                InterfacesByHost = _byHost.ToImmutable(),
                GroupsByScope = _byScope.ToImmutable(),
                UsageByGroup = _usage.ToImmutable(),
                InterfacesByDevice = _byDevice.ToImmutable(),
                InterfacesByAddress = _byAddress.ToImmutable(),
                SnapshotPolicies = _snapshotPolicies.ToImmutable(),
                SnapshotFiles = _snapshotFiles.ToImmutable(),
                SnapshotPolicyByGroup = _snapshotPolicyByGroup.ToImmutable(),
                SnapshotFilesByGroup = _snapshotFilesByGroup.ToImmutable(),
                SnapshotFilesByPolicy = _snapshotFilesByPolicy.ToImmutable(),
                Templates = _templates.ToImmutable(),
                TemplatesByScope = _templatesByScope.ToImmutable(),
                GroupsByTemplate = _groupsByTemplate.ToImmutable(),
                TemplateGroupsByTemplate = _holders.ToImmutable(),
                Trials = _trials.ToImmutable(),
                Guards = _guards.ToImmutable(),
                Observations = _observations.ToImmutable(),
                InterfacesByBinding = _byBinding.ToImmutable(),
                PublicInterfacesByBinding = _publicByBinding.ToImmutable(),
                BindingsByGroup = _bindingsByGroup.ToImmutable(),
            };
        }

        private void IndexGroup(SecurityGroup? old, SecurityGroup? now)
        {
            if (old is not null)
            {
                _byScope.Remove(old.Scope, old.Id);
                foreach (string peer in old.ReferencedGroups())
                    _references.Remove(peer, old.Id);
                foreach (string template in old.ReferencedTemplates())
                    _groupsByTemplate.Remove(template, old.Id);
            }

            if (now is not null)
            {
                _byScope.Add(now.Scope, now.Id);
                foreach (string peer in now.ReferencedGroups())
                    _references.Add(peer, now.Id);
                foreach (string template in now.ReferencedTemplates())
                    _groupsByTemplate.Add(template, now.Id);
            }
        }

        private void Attach(NetworkInterface item, InstanceType type)
        {
            Bind(item);
            _byHost.Add(item.Host, item.Id);
            _byDevice.Add(new DeviceKey(item.Host, item.Device), item.Id);
            foreach (var address in item.MemberAddresses)
                _byAddress.Add(new AddressKey(item.Scope, item.VpcId, address), item.Id);
            foreach (string group in item.SecurityGroupIds)
            {
                // A list that named a group twice would count it once.
                if (_byGroup.Add(group, item.Id))
                    _usage[group] = _usage.GetValueOrDefault(group).Plus(item.IsPrimary, type, 1);
            }
        }

        private void Detach(NetworkInterface item, InstanceType type)
        {
            Unbind(item);
            _byHost.Remove(item.Host, item.Id);
            _byDevice.Remove(new DeviceKey(item.Host, item.Device), item.Id);
            foreach (var address in item.MemberAddresses)
                _byAddress.Remove(new AddressKey(item.Scope, item.VpcId, address), item.Id);
            foreach (string group in item.SecurityGroupIds)
            {
                if (!_byGroup.Remove(group, item.Id))
                    continue;
                var left = _usage.GetValueOrDefault(group).Plus(item.IsPrimary, type, -1);
                if (left == default)
                    _usage.Remove(group);
                else
                    _usage[group] = left;
            }
        }

        private static InstanceType TypeOf(Instance? instance) => instance?.Type ?? InstanceType.Cvm;
    }
}
