namespace Ringfence.Datapath.Ebpf;

/// <summary>The object files that the build compiled from bpf/ and embedded.</summary>
internal static class EbpfImage
{
    public static byte[] Read(string name)
    {
        using var stream = typeof(EbpfImage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in this build.");
        var image = new byte[stream.Length];
        stream.ReadExactly(image);
        return image;
    }
}
