using Ringfence.Control.Writing;

namespace Ringfence.Journal.Tests.Writing;

public sealed class RandomIdSourceTests
{
    [Fact]
    public void Ids_have_the_vendors_form_and_every_character_is_equally_likely()
    {
        const int Ids = 20_000;
        var source = new RandomIdSource();
        var ids = Enumerable.Range(0, Ids).Select(_ => source.NewId("eni-")).ToArray();
        Assert.All(ids, id => Assert.Matches("^eni-[a-z0-9]{8}$", id));
        Assert.Equal(Ids, ids.Distinct().Count());

        // Chi-square with 35 degrees of freedom: 90 is passed by chance less than once in a million runs; modulo 256 would give some 1,500.
        double expected = Ids * 8 / 36.0;
        double chiSquare = ids.SelectMany(id => id[4..]).GroupBy(c => c).Sum(same => Math.Pow(same.Count() - expected, 2) / expected);
        Assert.True(chiSquare < 90, $"{chiSquare}");
    }
}
