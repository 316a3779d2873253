namespace Ringfence.Control.Writing;

/// <summary>
/// A value and the promise of the one after it. Whoever holds one can follow all later values without losing one and without a lock or a timer; values that
/// nobody holds are collected.
/// </summary>
internal sealed class Published<T>(T value)
{
    // Asynchronous: whoever publishes goes on, the waiters run elsewhere.
    private readonly TaskCompletionSource<Published<T>> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public T Value { get; } = value;

    /// <summary>The next value, when it is there.</summary>
    public ValueTask<Published<T>> NextAsync(CancellationToken cancellationToken) =>
        new(_next.Task.IsCompleted ? _next.Task : _next.Task.WaitAsync(cancellationToken));

    /// <summary>Fulfils the promise. Once.</summary>
    public void SetNext(Published<T> next) => _next.SetResult(next);
}

/// <summary>The latest of a series of values: one publisher at a time, any number of readers and waiters. Reading is one volatile load.</summary>
internal sealed class Latest<T>(T first)
{
    private Published<T> _node = new(first);

    public Published<T> Node => Volatile.Read(ref _node);

    public T Value => Node.Value;

    /// <summary>Makes a value the latest, then wakes the waiters. Callers see to it that there is one publisher at a time.</summary>
    public void Publish(T value)
    {
        var previous = Node;
        var next = new Published<T>(value);
        Volatile.Write(ref _node, next);
        previous.SetNext(next);
    }

    /// <summary>The first value at or after the present one that satisfies the condition; values in between may be skipped when they come fast.</summary>
    public async ValueTask<T> WaitAsync<TState>(TState state, Func<T, TState, bool> condition, CancellationToken cancellationToken)
    {
        var node = Node;
        while (!condition(node.Value, state))
        {
            await node.NextAsync(cancellationToken).ConfigureAwait(false);
            node = Node;
        }

        return node.Value;
    }
}
