using Ringfence.Datapath.Diagnosis;
using Ringfence.Datapath.Ebpf;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Threads;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Planning;

/// <summary>What enforcing a policy would do to the kernel of one network namespace: the desired state against the actual one, as data. Looking changes nothing.</summary>
/// <param name="Driver"><c>ebpf</c> or <c>nftables</c>.</param>
/// <param name="Steps">In the order of the work.</param>
public sealed record EnforcementPlan(string Driver, IReadOnlyList<PlannedStep> Steps)
{
    private const string Ebpf = "ebpf";

    /// <summary>Looks into the kernel and plans.</summary>
    /// <param name="networkNamespace">A name as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <param name="policy">What shall be enforced.</param>
    /// <param name="driver">With which driver; null: whichever <c>auto</c> chooses here.</param>
    /// <param name="reason">Why there is no plan.</param>
    /// <returns>Null: no driver can enforce here.</returns>
    /// <exception cref="IOException">The namespace does not exist or may not be entered, or the kernel refused to tell what it must.</exception>
    public static EnforcementPlan? TryMake(string? networkNamespace, HostPolicy policy, string? driver, out string reason)
    {
        var found = HostDiagnosis.Read(networkNamespace);
        reason = found.Choice.Reason;
        if ((driver ?? found.Choice.Driver) is not { } chosen)
            return null;
        using var thread = new NamespaceThread("ringfence-plan", networkNamespace);
        var devices = thread.RunAsync(() => NetworkDevice.All().Select(device => device.Name).ToHashSet(StringComparer.Ordinal)).GetAwaiter().GetResult();
        return Between(policy, chosen, found.InKernel, devices);
    }

    /// <summary>The plan for a policy where the kernel has this.</summary>
    /// <param name="policy">What shall be enforced.</param>
    /// <param name="driver"><c>ebpf</c> or <c>nftables</c>.</param>
    /// <param name="inKernel">What of ours is there.</param>
    /// <param name="devices">The devices that exist.</param>
    public static EnforcementPlan Between(HostPolicy policy, string driver, IReadOnlyCollection<KernelObject> inKernel, IReadOnlySet<string> devices)
    {
        List<PlannedStep> steps = driver == Ebpf ? [Fit(policy), Maps(inKernel)] : [Tables(policy, inKernel)];
        var ours = policy.Interfaces.Values.OrderBy(subject => subject.Device, StringComparer.Ordinal).ToList();
        steps.AddRange(ours.Select(subject => driver == Ebpf ? AtDevice(subject, inKernel, devices) : InTables(subject, devices)));
        var names = ours.Select(subject => subject.Device).ToHashSet(StringComparer.Ordinal);
        steps.AddRange(inKernel
            .Where(there => driver == Ebpf ? IsTable(there) || (IsAtDevice(there) && !names.Contains(there.Name)) : !IsTable(there))
            .Select(there => new PlannedStep(PlannedAction.Remove, there.Kind, there.Name, IsAtDevice(there) && driver == Ebpf ? "no interface of the policy has this device" : "the other driver's")));
        return new EnforcementPlan(driver, steps);
    }

    private static PlannedStep Fit(HostPolicy policy) => HostCompiler.Compile(policy) switch
    {
        Compiled { Tables: var tables } => new PlannedStep(
            PlannedAction.Make, "policy", $"revision {policy.Revision}", $"{policy.Interfaces.Count} interfaces, {policy.Lists.Values.Sum(list => list.Rules.Length)} rules, tables of at most {tables.Bytes} bytes"),
        Exceeded over => new PlannedStep(PlannedAction.Refuse, "policy", $"revision {policy.Revision}", $"{over.Where} needs {over.Needed} of {over.Limit}, and there is room for {over.Allowed}"),
        var other => throw new InvalidOperationException($"{other} is no result of a compilation."),
    };

    private static PlannedStep Maps(IEnumerable<KernelObject> inKernel) => inKernel.FirstOrDefault(there => there.Kind == "maps") switch
    {
        { Problem: null } maps => new PlannedStep(PlannedAction.Keep, "maps", maps.Name, "flows and counters go on, if this build's maps are as large and laid out alike"),
        { } maps => new PlannedStep(PlannedAction.Replace, "maps", maps.Name, maps.Problem),
        null => new PlannedStep(PlannedAction.Make, "maps", "all", "nothing of an earlier life is pinned"),
    };

    private static PlannedStep Tables(HostPolicy policy, IEnumerable<KernelObject> inKernel) => new(
        inKernel.Any(IsTable) ? PlannedAction.Replace : PlannedAction.Make,
        "policy",
        $"revision {policy.Revision}",
        $"{policy.Interfaces.Count} interfaces, {policy.Lists.Values.Sum(list => list.Rules.Length)} rules, in one transaction");

    private static PlannedStep AtDevice(InterfacePolicy subject, IEnumerable<KernelObject> inKernel, IReadOnlySet<string> devices)
    {
        if (!devices.Contains(subject.Device))
            return Missing(subject);
        var there = inKernel.Where(item => IsAtDevice(item) && item.Name == subject.Device).ToList();
        string? problem = there.Select(item => item.Problem).FirstOrDefault(text => text is not null);
        return there.Count > 0 && problem is null
            ? new PlannedStep(PlannedAction.Keep, "interface", Name(subject), string.Join("; ", there.Select(item => item.Detail)))
            : new PlannedStep(PlannedAction.Attach, "interface", Name(subject), problem ?? "nothing of ours is attached");
    }

    private static PlannedStep InTables(InterfacePolicy subject, IReadOnlySet<string> devices) => devices.Contains(subject.Device)
        ? new PlannedStep(PlannedAction.Make, "interface", Name(subject), "in the tables")
        : Missing(subject);

    private static PlannedStep Missing(InterfacePolicy subject) => new(PlannedAction.Wait, "interface", Name(subject), "the device does not exist: closed when it comes, then enforced");

    private static string Name(InterfacePolicy subject) => $"{subject.InterfaceId} at {subject.Device}";

    private static bool IsAtDevice(KernelObject there) => there.Kind is "link" or "filter";

    /// <summary>Of the nftables driver; the tables that keep devices closed are the eBPF driver's.</summary>
    private static bool IsTable(KernelObject there) => there.Kind == "table" && there.Name != GuardHooks.Bridge.Table && there.Name != GuardHooks.Inet.Table;
}
