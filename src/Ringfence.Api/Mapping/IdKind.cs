namespace Ringfence.Api.Mapping;

/// <summary>What an identifier names (reference D.1).</summary>
internal enum IdKind
{
    /// <summary><c>sg-</c></summary>
    SecurityGroup,

    /// <summary><c>eni-</c></summary>
    NetworkInterface,

    /// <summary><c>ins-</c>, <c>lb-</c>, <c>cdb-</c>, <c>cdbro-</c></summary>
    Instance,

    /// <summary><c>ins-</c>: what the CVM service knows.</summary>
    CvmInstance,

    /// <summary><c>sspolicy-</c></summary>
    SnapshotPolicy,

    /// <summary><c>ssfile-</c></summary>
    SnapshotFile,

    /// <summary><c>lb-</c>: what the CLB service knows.</summary>
    LoadBalancer,

    /// <summary><c>cdb-</c>, <c>cdbro-</c>: what the CDB service knows.</summary>
    Database,

    /// <summary><c>ipm-</c></summary>
    AddressTemplate,

    /// <summary><c>ipmg-</c></summary>
    AddressTemplateGroup,

    /// <summary><c>ppm-</c></summary>
    ServiceTemplate,

    /// <summary><c>ppmg-</c></summary>
    ServiceTemplateGroup,

    /// <summary>A template or template group of any kind.</summary>
    Template,

    /// <summary><c>guard-</c></summary>
    Guard,

    /// <summary><c>obs-</c></summary>
    Observation,
}

/// <summary>The forms of identifiers.</summary>
internal static class IdForm
{
    private const int RandomLength = 8;

    /// <summary>A prefix of the kind and eight of <c>a-z0-9</c>.</summary>
    public static bool IsWellFormed(IdKind kind, ReadOnlySpan<char> id)
    {
        int dash = id.IndexOf('-');
        return dash > 0 && HasPrefix(kind, id[..dash]) && IsRandomPart(id[(dash + 1)..]);
    }

    private static bool HasPrefix(IdKind kind, ReadOnlySpan<char> prefix) => kind switch
    {
        IdKind.SecurityGroup => prefix is "sg",
        IdKind.NetworkInterface => prefix is "eni",
        IdKind.CvmInstance => prefix is "ins",
        IdKind.SnapshotPolicy => prefix is "sspolicy",
        IdKind.SnapshotFile => prefix is "ssfile",
        IdKind.LoadBalancer => prefix is "lb",
        IdKind.Database => prefix is "cdb" or "cdbro",
        IdKind.AddressTemplate => prefix is "ipm",
        IdKind.AddressTemplateGroup => prefix is "ipmg",
        IdKind.ServiceTemplate => prefix is "ppm",
        IdKind.ServiceTemplateGroup => prefix is "ppmg",
        IdKind.Guard => prefix is "guard",
        IdKind.Observation => prefix is "obs",
        IdKind.Template => prefix is "ipm" or "ipmg" or "ppm" or "ppmg",
        _ => prefix is "ins" or "lb" or "cdb" or "cdbro",
    };

    private static bool IsRandomPart(ReadOnlySpan<char> text)
    {
        if (text.Length != RandomLength)
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }
}
