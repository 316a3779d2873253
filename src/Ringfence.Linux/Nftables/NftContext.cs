using System.Runtime.InteropServices;
using System.Text;

namespace Ringfence.Linux.Nftables;

/// <summary>How a listing is printed; values of libnftables' output flags.</summary>
[Flags]
public enum NftOutput
{
    /// <summary>As the nft command prints.</summary>
    Plain = 0,

    /// <summary>Without counters and other state.</summary>
    Stateless = 1 << 2,

    /// <summary>JSON (libnftables-json(5)).</summary>
    Json = 1 << 4,

    /// <summary>Chain priorities as numbers.</summary>
    NumericPriority = 1 << 8,

    /// <summary>Sets without their elements.</summary>
    Terse = 1 << 11,
}

/// <summary>
/// A libnftables context. Its netlink socket is in the network namespace of the thread that made it, and it must stay with that thread: the library is not
/// made for two threads. One <see cref="Run"/> is one kernel transaction: all of it is applied or nothing.
/// </summary>
public sealed unsafe class NftContext : IDisposable
{
    private readonly NftContextHandle _context;

    /// <summary>Opens the context.</summary>
    /// <exception cref="DllNotFoundException">libnftables is not installed.</exception>
    /// <exception cref="NftException">The context could not be made.</exception>
    public NftContext()
    {
        _context = LibNftables.NewContext(0);
        if (_context.IsInvalid || LibNftables.BufferOutput(_context) != 0 || LibNftables.BufferError(_context) != 0)
            throw new NftException("libnftables gave no context.");
    }

    /// <summary>Applies commands as one transaction.</summary>
    /// <param name="zeroTerminated">UTF-8 commands, one a line, with a zero byte at the end.</param>
    /// <exception cref="NftException">Nothing was applied.</exception>
    public void Run(ReadOnlySpan<byte> zeroTerminated)
    {
        if (zeroTerminated.IsEmpty || zeroTerminated[^1] != 0)
            throw new ArgumentException("The commands must end with a zero byte.", nameof(zeroTerminated));
        int result;
        fixed (byte* commands = zeroTerminated)
            result = LibNftables.RunCommands(_context, commands);
        // Reading a buffer empties it: both are read after each run so that nothing of this one shows up in the next.
        string errors = Text(LibNftables.ErrorBuffer(_context));
        LibNftables.OutputBuffer(_context);
        if (result != 0)
            throw new NftException(errors);
    }

    /// <summary>Runs one read-only command.</summary>
    /// <returns>What nft prints, or null when the object does not exist or the command failed otherwise.</returns>
    public string? Query(string command, NftOutput output = NftOutput.Plain)
    {
        LibNftables.SetOutputFlags(_context, (uint)output);
        int result;
        fixed (byte* commands = Encoding.UTF8.GetBytes(command + "\0"))
            result = LibNftables.RunCommands(_context, commands);
        string text = Text(LibNftables.OutputBuffer(_context));
        LibNftables.ErrorBuffer(_context);
        LibNftables.SetOutputFlags(_context, 0);
        return result == 0 ? text : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    private static string Text(nint buffer) => Marshal.PtrToStringUTF8(buffer) ?? string.Empty;
}
