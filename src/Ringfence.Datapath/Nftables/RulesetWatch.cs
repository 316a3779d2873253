using Ringfence.Linux.Nftables;

namespace Ringfence.Datapath.Nftables;

/// <summary>
/// Whether our tables are what our transactions made of them. The kernel counts transactions, anybody's: what rose by one with ours was ours. Whatever else was committed is compared with a picture of the
/// tables, when there is one of the moment before; when there is none, it may have been about them. One user at a time, on the namespace's thread.
/// </summary>
internal sealed class RulesetWatch : IDisposable
{
    private readonly NftWatch _watch = new();

    /// <summary>Up to this transaction the tables are known to be ours; 0: they are not.</summary>
    private uint _trusted;

    private uint _pictured;
    private (long Inet, long Bridge) _picture;

    /// <summary>Runs a transaction of ours.</summary>
    /// <param name="transaction">What the kernel commits as one, or refuses.</param>
    /// <param name="replacesAll">Nothing of what the tables were before is left.</param>
    public void Commit(Action transaction, bool replacesAll)
    {
        uint before = _watch.Generation();
        bool isOurs = replacesAll || IsIntact(before);
        transaction();
        uint after = _watch.Generation();
        _trusted = isOurs && after == before + 1 ? after : 0;
    }

    /// <summary>Takes a picture for what others commit from now on. It takes longer than the rest: behind a change, not on its way.</summary>
    public void TakePicture()
    {
        if (_trusted == 0 || _pictured == _trusted)
            return;
        var picture = Picture();
        if (_watch.Generation() == _trusted)
            (_pictured, _picture) = (_trusted, picture);
    }

    /// <summary>Whether nobody has removed or changed anything of ours since the first transaction. An exchange of one rule for another is not seen.</summary>
    public bool IsIntact() => IsIntact(_watch.Generation());

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    private bool IsIntact(uint now)
    {
        if (_trusted != 0 && now == _trusted)
            return true;
        if (_trusted == 0 || _pictured != _trusted || Picture() != _picture)
        {
            _trusted = 0;
            return false;
        }

        _trusted = _pictured = now;
        return true;
    }

    private (long Inet, long Bridge) Picture() =>
        (_watch.Fingerprint(NetfilterFamily.Inet, TableNames.Main.Table), _watch.Fingerprint(NetfilterFamily.Bridge, TableNames.Main.Table));
}
