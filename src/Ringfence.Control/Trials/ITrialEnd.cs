namespace Ringfence.Control.Trials;

/// <summary>A command that ends a trial. Told by what was asked for, never by what it changes: changes can be put together by anybody.</summary>
internal interface ITrialEnd
{
    /// <summary>True when it goes back to what was there before, which is open whatever a guard or a host thinks of it.</summary>
    bool IsWayBack { get; }
}
