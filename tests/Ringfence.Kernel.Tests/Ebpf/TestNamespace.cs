using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>A network namespace with a thread of its own that lives in it, for the time of a test.</summary>
internal sealed partial class TestNamespace : IDisposable
{
    private const int NetworkNamespace = 0x40000000;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <param name="suffix">What its name ends with, behind what makes it this process' own.</param>
    public TestNamespace(string suffix)
    {
        Name = LabRegistry.NextPrefix() + suffix;
        Shell($"ip netns add {Name}");
        _thread = new Thread(Work) { IsBackground = true, Name = Name };
        _thread.Start();
        Shell($"ip -n {Name} link set lo up");
    }

    public string Name { get; }

    /// <summary>Runs something on the namespace's thread and waits for it.</summary>
    public T Run<T>(Func<T> what)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(what());
            }
            catch (Exception thrown)
            {
                done.SetException(thrown);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }

    public void Run(Action what) => Run(() =>
    {
        what();
        return 0;
    });

    /// <summary>Waits until a device that was switched on is up: until the kernel's watch of carriers has come to it, it drops what it sends.</summary>
    public void AwaitUp(string device) => Shell($"timeout 10 sh -c 'until ip -n {Name} -br link show {device} | grep -q \" UP \"; do sleep 0.005; done'");

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
        Shell($"ip netns del {Name}");
    }

    public static void Shell(string command) => Output(command);

    /// <summary>What a command says.</summary>
    public static string Output(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command}: {error.GetAwaiter().GetResult()}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int fd, int type);

    private void Work()
    {
        using (var file = File.OpenHandle($"/run/netns/{Name}"))
        {
            if (SetNamespace((int)file.DangerousGetHandle(), NetworkNamespace) != 0)
                throw new InvalidOperationException($"setns: errno {Marshal.GetLastPInvokeError()}");
        }

        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
