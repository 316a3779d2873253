namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>A median with its quartiles, interpolated between the two nearest values.</summary>
/// <param name="Median">Half of the values are below.</param>
/// <param name="First">A quarter of them.</param>
/// <param name="Third">Three quarters.</param>
internal readonly record struct Quartiles(double Median, double First, double Third)
{
    public static Quartiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Quartiles(At(sorted, 0.5), At(sorted, 0.25), At(sorted, 0.75));
    }

    private static double At(double[] sorted, double fraction)
    {
        double place = fraction * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
