using System.ComponentModel;

namespace Ringfence.Linux.Bpf;

/// <summary>The kernel refused a BPF operation.</summary>
public class BpfException : IOException
{
    /// <summary>Makes an exception from an operation's name and its errno.</summary>
    public BpfException(string operation, int error)
        : base($"{operation}: {new Win32Exception(error).Message} (errno {error})")
    {
        Operation = operation;
        Error = error;
    }

    /// <summary>For subclasses with a text of their own.</summary>
    protected BpfException(string operation, int error, string message)
        : base(message)
    {
        Operation = operation;
        Error = error;
    }

    /// <summary>What was asked of the kernel.</summary>
    public string Operation { get; }

    /// <summary>The errno, positive.</summary>
    public int Error { get; }

    /// <summary>The process may not do this here; another may.</summary>
    public bool IsPermission => Error == Libc.Eperm;

    /// <summary>Somebody else has the place.</summary>
    public bool IsBusy => Error is Libc.Ebusy or Libc.Eexist;
}

/// <summary>A program or its maps could not be loaded.</summary>
public sealed class BpfLoadException : BpfException
{
    /// <summary>Takes the useful line out of libbpf's and the verifier's log.</summary>
    public BpfLoadException(string operation, int error, string log)
        : base(operation, error, $"{operation}: {VerifierLog.UsefulLine(log) ?? new Win32Exception(error).Message}")
    {
        Log = log;
    }

    /// <summary>Everything that libbpf and the verifier said.</summary>
    public string Log { get; }
}
