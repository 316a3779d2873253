using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Tables;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>Addresses as all policies of one direction see them: equal numbers for addresses that every one of them treats alike.</summary>
internal sealed class AddressSignatures
{
    private readonly AddressRows _addresses;
    private readonly int[][] _rows;
    private readonly RowPool _pool;
    private readonly uint[] _scratch;
    private readonly Dictionary<IpAddress, int> _numbers = [];

    public AddressSignatures(DistinctSets.Numbered sets, AddressRows addresses, CancellationToken cancellationToken)
    {
        _addresses = addresses;
        _rows = new int[sets.Sets.Count][];
        for (int set = 0; set < _rows.Length; set++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _rows[set] = addresses.Of(sets.Sets[set]);
        }

        _scratch = new uint[Math.Max(1, _rows.Length)];
        _pool = new RowPool(_scratch.Length);
    }

    /// <summary>The number of an address's signature.</summary>
    public int Of(IpAddress address)
    {
        if (_numbers.TryGetValue(address, out int number))
            return number;
        int slot = _addresses.SlotOf(address);
        for (int set = 0; set < _rows.Length; set++)
            _scratch[set] = (uint)_rows[set][slot];
        _numbers.Add(address, number = _pool.Intern(_scratch));
        return number;
    }

    /// <summary>The row that addresses with a signature have in a set.</summary>
    public int RowOf(int signature, int set) => (int)_pool[signature][set];
}
