namespace Ringfence.Tests;

/// <summary>For properties that say little unless both of two outcomes were met often enough.</summary>
internal static class Sampling
{
    private const int Rounds = 20;

    /// <summary>
    /// Samples until the test has seen what it must see. How often chance meets something differs from run to run: an unlucky run samples longer instead of failing,
    /// a generator that cannot give what is asked for fails after <see cref="Rounds"/> rounds.
    /// </summary>
    /// <param name="seenEnough">Whether it has, asked behind each round.</param>
    /// <param name="seen">What it has seen so far, in words.</param>
    /// <param name="sample">One round.</param>
    public static void Until(Func<bool> seenEnough, Func<string> seen, Action sample)
    {
        for (int round = 0; round < Rounds; round++)
        {
            sample();
            if (seenEnough())
                return;
        }

        Assert.Fail($"After {Rounds} rounds the test has seen too little: {seen()}.");
    }
}
