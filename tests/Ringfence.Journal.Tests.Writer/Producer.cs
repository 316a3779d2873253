using System.Globalization;
using Ringfence.Control;
using Ringfence.Control.Worlds;

namespace Ringfence.Journal.Tests.Writer;

/// <summary>Sends one command after the other, each when the one before it was answered.</summary>
public sealed class Producer(int number, IControlPlane plane, Acknowledgements acknowledgements)
{
    private static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    public async Task RunAsync()
    {
        while (true)
        {
            var origin = new Origin("AKIDtest", "127.0.0.1", Guid.NewGuid().ToString(), string.Create(CultureInfo.InvariantCulture, $"Count{number}"));
            var outcome = await plane.ExecuteAsync(new CountUp(number), Scope, origin, CancellationToken.None);
            if (outcome.Status != OutcomeStatus.Committed)
                throw new InvalidOperationException($"{outcome.Status}");
            acknowledgements.Tell(outcome.Revision, number, outcome.Value);
        }
    }
}
