using System.Globalization;
using Ringfence.Control.Commands;

namespace Ringfence.Control.Tests.Support;

/// <summary>Ids that count up, so that a failure reads the same each time.</summary>
internal sealed class SequentialIds : IIdSource
{
    private int _last;

    public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_last:d8}");
}
