namespace Ringfence.Policy.Analysis;

/// <summary>How much work an answer may take, in steps of about a nanosecond: a look at a word of bits. Not for two threads at once.</summary>
/// <param name="steps">How many.</param>
/// <param name="cancellationToken">Who asks may go away.</param>
public sealed class WorkBudget(long steps, CancellationToken cancellationToken)
{
    private long _left = steps;

    /// <summary>Takes steps that are about to be made; 0 only asks whether somebody still waits. False when there are not as many left: then none are left, and the answer is refused.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public bool TrySpend(long count)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _left = count <= _left ? _left - count : -1;
        return _left >= 0;
    }
}
