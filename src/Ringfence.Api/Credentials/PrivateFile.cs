namespace Ringfence.Api.Credentials;

/// <summary>Small files of the data folder that nobody but their owner may read: mode 600.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file's bytes; null when there is none, null with a fault when others may read or write it.</summary>
    public static byte[]? Read(string path, out string? fault)
    {
        fault = null;
        try
        {
            using var stream = File.OpenRead(path);
            if ((File.GetUnixFileMode(stream.SafeFileHandle) & ~OwnerOnly) != 0)
            {
                fault = $"{path} can be read or written by others; run `chmod 600 {path}` or, if it may have leaked, delete it to get a new one.";
                return null;
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
