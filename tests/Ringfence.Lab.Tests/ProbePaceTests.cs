using Ringfence.Lab.Probing;

namespace Ringfence.Lab.Tests;

public sealed class ProbePaceTests(LabFixture fixture)
{
    [Fact]
    public async Task A_paced_sender_keeps_its_distance_and_sees_a_change()
    {
        var (lab, beat) = (fixture.Lab, TimeSpan.FromMilliseconds(2));
        var pace = ProbePace.Every(beat);
        try
        {
            await VerdictChange.MeasureAsync(lab, () => Probe.Udp(lab["web"].V4, lab["app"].V4, 500), passesAfter: false, DropAsync, pace);
        }
        finally
        {
            LabFixture.Nft(lab, "delete table inet byhand");
        }

        Assert.NotEmpty(pace.Gaps);
        Assert.All(pace.Gaps, gap => Assert.True(gap >= beat, $"{gap.TotalMilliseconds} ms"));
        Assert.InRange(pace.ShareOfCpu, double.Epsilon, 1);

        Task DropAsync()
        {
            LabFixture.Nft(lab, "table inet byhand { chain forward { type filter hook forward priority 0; udp dport 500 drop; } }");
            return Task.CompletedTask;
        }
    }
}
