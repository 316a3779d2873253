namespace Ringfence.Datapath.Planning;

/// <summary>What would be done with something in the kernel.</summary>
public enum PlannedAction
{
    /// <summary>It is as it should be; what it enforces may change.</summary>
    Keep,

    /// <summary>It is made.</summary>
    Make,

    /// <summary>It is there, and another takes its place in one step.</summary>
    Replace,

    /// <summary>The programs are attached to the device.</summary>
    Attach,

    /// <summary>Its device does not exist: closed when it comes, then attached.</summary>
    Wait,

    /// <summary>It is taken away, once the rest is in force.</summary>
    Remove,

    /// <summary>It cannot be done; what is in force stays.</summary>
    Refuse,
}

/// <summary>One step of a plan.</summary>
/// <param name="Action">What would be done.</param>
/// <param name="Kind">With what: policy, maps, interface, table, and what else <see cref="Diagnosis.KernelObject.Kind"/> names.</param>
/// <param name="Name">Which: an interface's id with its device, a table's name, a device.</param>
/// <param name="Detail">More, for people.</param>
public sealed record PlannedStep(PlannedAction Action, string Kind, string Name, string Detail);
