using System.Diagnostics;

namespace Ringfence.Fuzz;

/// <summary>An input that a reader does not stand.</summary>
/// <param name="Input">The input.</param>
/// <param name="Reason">What happened.</param>
internal sealed record Finding(byte[] Input, string Reason);

/// <summary>
/// Runs a target with inputs that grow out of its seeds. Without a view into the code that is run, inputs are judged by what the target says of them: one that gets a new
/// answer is kept and changed further. Stops at the first finding: an exception, more memory than the input can be worth, or an input that takes longer than <see cref="Patience"/>.
/// </summary>
internal sealed class FuzzRun(FuzzTarget target, ulong seed)
{
    /// <summary>Far beyond what any input takes on a machine with other work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int MaximumCorpus = 4096;

    /// <summary>What a run may allocate: a sum for any, and so much for each byte of the input.</summary>
    private const long AllocationBase = 1 << 20;
    private const long AllocationPerByte = 8192;

    private readonly Mutator _mutator = new(seed, [.. target.Words.Select(target.Encoding.GetBytes)]);
    private readonly List<byte[]> _corpus = [.. target.Seeds.Select(target.Encoding.GetBytes)];
    private readonly HashSet<long> _answers = [];

    private byte[] _current = [];
    private long _started;

    /// <summary>How many inputs were run.</summary>
    public long Executions { get; private set; }

    /// <summary>How many inputs were worth keeping.</summary>
    public int Kept => _corpus.Count;

    /// <summary>The longest time of one input.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Runs so many inputs, the seeds first; null when every one was stood.</summary>
    public Finding? Run(long executions)
    {
        foreach (byte[] input in _corpus.ToArray())
        {
            if (Try(input) is { } finding)
                return finding;
        }

        while (Executions < executions)
        {
            byte[] input = _mutator.Next(_corpus[_mutator.Below(_corpus.Count)], _corpus[_mutator.Below(_corpus.Count)]);
            if (Try(input) is { } finding)
                return finding;
        }

        return null;
    }

    /// <summary>The input that has been running for longer than <see cref="Patience"/>, if one has: for another thread that watches this one.</summary>
    public Finding? Hanging() => Volatile.Read(ref _started) is var started and not 0 && Stopwatch.GetElapsedTime(started) > Patience
        ? new Finding(_current, $"It has been running for more than {Patience.TotalSeconds:F0} s.")
        : null;

    /// <summary>Runs one input.</summary>
    public Finding? Try(byte[] input)
    {
        Executions++;
        _current = input;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        long answer;
        try
        {
            answer = target.Run(input);
        }
        catch (Exception fault)
        {
            return new Finding(input, fault.ToString());
        }
        finally
        {
            var taken = Stopwatch.GetElapsedTime(_started);
            Longest = taken > Longest ? taken : Longest;
            Volatile.Write(ref _started, 0);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > AllocationBase + (AllocationPerByte * input.Length))
            return new Finding(input, $"It took {allocated} bytes of memory for {input.Length} of input.");
        if (_answers.Add(answer) && _corpus.Count < MaximumCorpus)
            _corpus.Add(input);
        return null;
    }
}
