using Ringfence.Cli.Running;

namespace Ringfence.Cli.Connecting;

/// <summary>
/// Finds endpoint, region and key pair. The places in order: flags; the profile that a flag names; the environment (ours, then the vendor's); the profile that
/// <c>RINGFENCE_PROFILE</c> names, else <c>default</c>; and, for a server on this machine, the key pair in its data folder. Endpoint, region and pair each come
/// from the first place that has it.
/// </summary>
internal sealed class ConnectionResolver(CliSurroundings surroundings)
{
    /// <summary>The server's default, and the vendor's first region.</summary>
    public const string DefaultRegion = "ap-guangzhou";

    private readonly List<string> _faults = [];
    private readonly List<string> _tried = [];

    /// <summary>Resolves.</summary>
    /// <exception cref="CommandFailure">Something is wrong or missing; every fault is listed.</exception>
    public Connection Resolve(ConnectionFlags flags)
    {
        var found = Find(flags);
        return found.Faults.Count == 0
            ? new Connection(found.Endpoint!, found.EndpointSource, found.Region, found.RegionSource, found.Keys!)
            : throw CommandFailure.Usage(found.Faults);
    }

    /// <summary>Looks, and tells what there is also where something is wrong or missing.</summary>
    public FoundConnection Find(ConnectionFlags flags)
    {
        var places = Places(flags).ToList();
        var (endpointText, endpointSource) = First(places, place => place.Endpoint, EndpointText.Default);
        if (!EndpointText.TryParse(endpointText, out var endpoint))
            _faults.Add($"The endpoint '{endpointText}' ({endpointSource}) is none of http://HOST:PORT, https://HOST and HOST:PORT.");
        var (region, regionSource) = First(places, place => place.Region, DefaultRegion);
        var keys = FindKeys(places, endpoint);
        return new FoundConnection(endpointText, endpoint, endpointSource, region, regionSource, keys, _tried, _faults);
    }

    private IEnumerable<ConnectionSettings> Places(ConnectionFlags flags)
    {
        _tried.Add("flags");
        yield return new ConnectionSettings("flags", flags.Endpoint, flags.SecretId, flags.SecretKey, flags.Region);
        if (flags.Profile is not null)
        {
            foreach (var place in Profile(flags.Profile, mustExist: true))
                yield return place;
        }

        yield return Environment("RINGFENCE", surroundings.Environment("RINGFENCE_ENDPOINT"));
        yield return Environment("TENCENTCLOUD", null);
        if (flags.Profile is null)
        {
            string? asked = surroundings.Environment("RINGFENCE_PROFILE");
            foreach (var place in Profile(asked ?? ProfileName.Default, mustExist: asked is not null))
                yield return place;
        }
    }

    private ConnectionSettings Environment(string prefix, string? endpoint)
    {
        string source = $"environment, {prefix}_*";
        _tried.Add(source);
        return new ConnectionSettings(
            source, endpoint, surroundings.Environment($"{prefix}_SECRET_ID"), surroundings.Environment($"{prefix}_SECRET_KEY"), surroundings.Environment($"{prefix}_REGION"));
    }

    private List<ConnectionSettings> Profile(string name, bool mustExist)
    {
        List<ConnectionSettings> found = [];
        if (!ProfileName.IsValid(name))
        {
            _faults.Add($"'{name}' is not a profile's name: {ProfileName.Form}.");
            return found;
        }

        if (surroundings.Home is null)
            return found;
        _tried.AddRange([OwnProfile.PathOf(surroundings, name), VendorProfile.PathOf(surroundings, name)]);
        foreach (var read in (Func<CliSurroundings, string, List<string>, ConnectionSettings?>[])[OwnProfile.Read, VendorProfile.Read])
        {
            if (read(surroundings, name, _faults) is { } settings)
                found.Add(settings);
        }

        if (mustExist && found.Count == 0 && _faults.Count == 0)
            _faults.Add($"There is no profile '{name}': neither {OwnProfile.PathOf(surroundings, name)} nor {VendorProfile.PathOf(surroundings, name)} exists.");
        return found;
    }

    private Keys? FindKeys(List<ConnectionSettings> places, Uri? endpoint)
    {
        foreach (var place in places)
        {
            switch (place)
            {
                case { SecretId: { } id, SecretKey: { } key }:
                    return new Keys(id, key, place.Source);
                case { SecretId: null, SecretKey: null }:
                    continue;
                default:
                    _faults.Add($"{place.Source}: there is {(place.SecretId is null ? "a key without its id" : "an id without its key")}.");
                    return null;
            }
        }

        if (endpoint is { IsLoopback: true })
        {
            _tried.Add(ServerKeys.PathOf(surroundings));
            if (ServerKeys.Find(surroundings, _faults) is { } local)
                return local;
        }

        if (_faults.Count == 0)
        {
            _faults.Add(
                "There is no key pair: set RINGFENCE_SECRET_ID and RINGFENCE_SECRET_KEY, save a profile (ringfence profile save), or run where the server's data folder " +
                $"is readable ({ServerKeys.PathOf(surroundings)}).");
        }

        return null;
    }

    private static (string Text, string Source) First(List<ConnectionSettings> places, Func<ConnectionSettings, string?> select, string otherwise)
    {
        foreach (var place in places)
        {
            if (select(place) is { } text)
                return (text, place.Source);
        }

        return (otherwise, "default");
    }
}
