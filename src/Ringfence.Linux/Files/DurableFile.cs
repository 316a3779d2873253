using System.Runtime.InteropServices;
using Ringfence.Linux.Native;

namespace Ringfence.Linux.Files;

/// <summary>Replaces a file so that after a crash at any moment, power loss included, either the old or the new content is there, whole.</summary>
public static partial class DurableFile
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC on x86-64
    private const int ReadOnlyDirectoryArm = 0x4000 | 0x80000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes beside the file, makes that durable, and puts it in the file's place, durably. Readable by its owner only.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="content">The whole content.</param>
    /// <exception cref="IOException">
    /// The disk is full or refuses. The old content is untouched, unless only the directory could not be made durable: then the new one is there, and a loss of power may take it back.
    /// </exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!, aside = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;

        // One that a crash left, or that somebody else made, would keep its own mode.
        File.Delete(aside);
        try
        {
            using var file = new FileStream(aside, options);
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // What was written of it takes room that a full disk does not have.
            File.Delete(aside);
            throw;
        }

        File.Move(aside, path, overwrite: true);
        FlushDirectory(directory);
    }

    /// <summary>Makes the names in a directory durable (fsync(2)).</summary>
    /// <exception cref="IOException">It is not there, or the disk refuses.</exception>
    public static void FlushDirectory(string directory)
    {
        using var descriptor = OpenDirectory(directory, RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ReadOnlyDirectoryArm : ReadOnlyDirectory);
        if (descriptor.IsInvalid || Sync(descriptor) != 0)
            throw new IOException($"The directory {directory} could not be made durable: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial FileDescriptor OpenDirectory(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(FileDescriptor descriptor);
}
