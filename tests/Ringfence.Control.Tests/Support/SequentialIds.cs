using System.Globalization;
using Ringfence.Control.Commands;

namespace Ringfence.Control.Tests.Support;

/// <summary>Ids that count up from 1 under each prefix, so that a failure reads the same each time.</summary>
internal sealed class SequentialIds : IIdSource
{
    private readonly Dictionary<string, int> _last = [];

    public string NewId(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{_last[prefix] = _last.GetValueOrDefault(prefix) + 1:d8}");
}
