using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ringfence.Linux.Nftables;

/// <summary>libnftables (libnftables(3)), the library behind the <c>nft</c> command.</summary>
internal static unsafe partial class LibNftables
{
    private const string Library = "libnftables.so.1";

    [LibraryImport(Library, EntryPoint = "nft_ctx_new")]
    public static partial NftContextHandle NewContext(uint flags);

    [LibraryImport(Library, EntryPoint = "nft_ctx_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_output")]
    public static partial int BufferOutput(NftContextHandle context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_error")]
    public static partial int BufferError(NftContextHandle context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_output_buffer")]
    public static partial nint OutputBuffer(NftContextHandle context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_error_buffer")]
    public static partial nint ErrorBuffer(NftContextHandle context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_output_set_flags")]
    public static partial void SetOutputFlags(NftContextHandle context, uint flags);

    [LibraryImport(Library, EntryPoint = "nft_run_cmd_from_buffer")]
    public static partial int RunCommands(NftContextHandle context, byte* zeroTerminated);
}

/// <summary>A libnftables context, freed with the handle.</summary>
internal sealed class NftContextHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public NftContextHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        LibNftables.FreeContext(handle);
        return true;
    }
}
