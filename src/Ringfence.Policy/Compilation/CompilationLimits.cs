namespace Ringfence.Policy.Compilation;

/// <summary>
/// How large the tables of one host may become. Everything is checked while compiling, before anything is applied: what does not fit is refused as
/// <see cref="Exceeded"/>, never cut short. A control plane that compiles with the same limits knows before it commits.
/// </summary>
public sealed record CompilationLimits
{
    /// <summary>The largest number of address classes there can be: a class has 16 bits in the kernel's tables.</summary>
    public const int HighestMaxClasses = 65535;

    /// <summary>The largest number of service classes of a policy: one of 16 bits says that a protocol has ports.</summary>
    public const int HighestMaxServiceClasses = 32767;

    private readonly int _maxClasses = 16384;
    private readonly int _maxServiceClasses = 4096;

    /// <summary>The defaults.</summary>
    public static CompilationLimits Default { get; } = new();

    /// <summary>Address classes of the host, class 0 included; every class id is below it. 1 to 65535, default 16384.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public int MaxClasses
    {
        get => _maxClasses;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, HighestMaxClasses);
            _maxClasses = value;
        }
    }

    /// <summary>Different literal prefixes of the host, both families together. Default 16384.</summary>
    public int MaxPrefixes { get; init; } = 16384;

    /// <summary>Different addresses behind the host's address sets, both families together. Default 1,048,576.</summary>
    public int MaxHosts { get; init; } = 1 << 20;

    /// <summary>Rules of one policy. Default 65536.</summary>
    public int MaxRules { get; init; } = 1 << 16;

    /// <summary>Service classes of one policy, before those that shadowing makes equal are merged. 1 to 32767, default 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public int MaxServiceClasses
    {
        get => _maxServiceClasses;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, HighestMaxServiceClasses);
            _maxServiceClasses = value;
        }
    }

    /// <summary>Different rows of one policy times its service classes (counted as above). A cell has 4 bytes. Default 1,048,576.</summary>
    public int MaxMatrixCells { get; init; } = 1 << 20;

    /// <summary>Interfaces of the host. Default 4,096.</summary>
    public int MaxInterfaces { get; init; } = 4096;

    /// <summary>Own addresses of one interface. Default 256.</summary>
    public int MaxOwnAddresses { get; init; } = 256;

    /// <summary>Different rules of the host: what hits are counted by. Default 65,535.</summary>
    public int MaxHostRules { get; init; } = (1 << 16) - 1;

    /// <summary>
    /// Bytes of the host's tables as <see cref="TableMemory"/> counts them. Default 14 MiB: new tables are written beside the old ones in 32 MiB. 100,000 members with both
    /// families fit.
    /// </summary>
    public long MaxTableBytes { get; init; } = 14 << 20;
}

/// <summary>Which of the <see cref="CompilationLimits"/> was met.</summary>
public enum CompilationLimit
{
    /// <summary><see cref="CompilationLimits.MaxClasses"/>.</summary>
    Classes,

    /// <summary><see cref="CompilationLimits.MaxPrefixes"/>.</summary>
    Prefixes,

    /// <summary><see cref="CompilationLimits.MaxHosts"/>.</summary>
    Hosts,

    /// <summary><see cref="CompilationLimits.MaxRules"/>.</summary>
    Rules,

    /// <summary><see cref="CompilationLimits.MaxServiceClasses"/>.</summary>
    ServiceClasses,

    /// <summary><see cref="CompilationLimits.MaxMatrixCells"/>.</summary>
    MatrixCells,

    /// <summary><see cref="CompilationLimits.MaxInterfaces"/>.</summary>
    Interfaces,

    /// <summary><see cref="CompilationLimits.MaxOwnAddresses"/>.</summary>
    OwnAddresses,

    /// <summary><see cref="CompilationLimits.MaxHostRules"/>.</summary>
    HostRules,

    /// <summary><see cref="CompilationLimits.MaxTableBytes"/>.</summary>
    TableBytes,
}
