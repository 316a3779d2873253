namespace Ringfence.Cli.Running;

/// <summary>What the process ends with. Documented in docs/cli.md: scripts rely on it.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The server refused; nothing was changed. Of <c>doctor</c>: this host is not as it must be; of <c>monitor</c>: there is nothing to watch.</summary>
    Refused = 1,

    /// <summary>The arguments, the profile or a file are wrong; nothing was sent that changes anything.</summary>
    Usage = 2,

    /// <summary>The server cannot be reached, or what was reached is not Ringfence.</summary>
    Unreachable = 3,

    /// <summary>A plan that was only to be shown has changes.</summary>
    PlanHasChanges = 4,

    /// <summary>What was waited for did not come about in time.</summary>
    NotInTime = 5,

    /// <summary>A person said no, or could not be asked.</summary>
    NotConfirmed = 6,

    /// <summary>SIGINT, as shells count it.</summary>
    Interrupted = 130,
}
