using System.Runtime.InteropServices;

namespace Ringfence.Linux.Packets;

/// <summary>The C library's socket calls, for the socket families that the framework does not offer. Numbers as in the kernel's headers.</summary>
internal static unsafe partial class PacketNative
{
    internal const int FamilyInternet = 2;
    internal const int FamilyInternet6 = 10;
    internal const int FamilyNetlink = 16;
    internal const int FamilyPacket = 17;
    internal const int TypeRaw = 3;
    internal const int CloseOnExec = 0x80000;
    internal const int LevelSocket = 1;
    internal const int LevelPacket = 263;
    internal const int ReceiveBufferForce = 33;
    internal const int SendBufferForce = 32;
    internal const int AttachFilter = 26;
    internal const int PacketStatistics = 6;
    internal const int PacketIgnoreOutgoing = 23;
    internal const int DontWait = 0x40;
    internal const int Truncated = 0x20;
    internal const short PollIn = 1;
    internal const int ErrorAgain = 11;
    internal const int ErrorInterrupted = 4;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial SocketDescriptor Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(nint descriptor);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(SocketDescriptor socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetOption(SocketDescriptor socket, int level, int name, in int value, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetFilter(SocketDescriptor socket, int level, int name, in FilterProgram program, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetOption(SocketDescriptor socket, int level, int name, uint* value, ref uint length);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    internal static partial nint SendTo(SocketDescriptor socket, byte* data, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    internal static partial nint Receive(SocketDescriptor socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint InterfaceIndex(string name);

    [StructLayout(LayoutKind.Sequential)]
    internal struct FilterProgram
    {
        internal ushort Length;
        internal FilterInstruction* Instructions;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short Happened;
    }
}
