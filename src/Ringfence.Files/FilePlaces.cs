namespace Ringfence.Files;

/// <summary>Where the parts of a document stand, so that what is found later can be told with its place.</summary>
internal sealed class FilePlaces
{
    private readonly Dictionary<string, FilePosition> _places = new(StringComparer.Ordinal) { [""] = new FilePosition(1, 1) };

    public void Add(string path, FilePosition position) => _places[path] = position;

    /// <summary>The place of a path, or of the nearest part that holds it.</summary>
    public FilePosition Find(string path)
    {
        while (true)
        {
            if (_places.TryGetValue(path, out var position))
                return position;
            int dot = path.LastIndexOf('.');
            path = dot < 0 ? "" : path[..dot];
        }
    }
}
