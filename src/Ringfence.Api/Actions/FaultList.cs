using Ringfence.Contracts.Errors;

namespace Ringfence.Api.Actions;

/// <summary>
/// The faults of one request. Every one counts for the code; the first <see cref="Listed"/> are kept as text, so that a hostile request of a million faults costs
/// no more than one of twenty.
/// </summary>
internal sealed class FaultList
{
    private const int Listed = 20;

    private readonly List<ApiError> _listed = [];
    private ApiError? _first;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>Whether another one would still be listed: when not, its text need not be made.</summary>
    public bool HasRoom => _listed.Count < Listed;

    public void Add(ApiError fault)
    {
        Count++;
        if (_first is null || Rank(fault) < Rank(_first))
            _first = fault;
        if (HasRoom)
            _listed.Add(fault);
    }

    /// <summary>The first fault's code in the order of reference E.9, and every listed message in that order.</summary>
    public ApiError Summary()
    {
        if (_first is null)
            return new ApiError("", "");
        string messages = string.Join(' ', _listed.OrderBy(Rank).Select(fault => fault.Message));
        if (!_listed.Contains(_first))
            messages = $"{_first.Message} {messages}";
        int rest = Count - _listed.Count;
        return new ApiError(_first.Code, rest == 0 ? messages : $"{messages} And {rest} more.");
    }

    private static int Rank(ApiError fault) => fault.Code switch
    {
        ErrorCodes.MissingParameter => 0,
        ErrorCodes.UnknownParameter => 1,
        ErrorCodes.InvalidParameter => 2,
        _ => 3,
    };
}
