using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>A guard as a caller gives it. Null: not given.</summary>
public sealed record GuardSpec(string? Name, string? Description, GuardEnd? From, GuardEnd? Except, GuardEnd? To, ImmutableArray<string>? Services);

/// <summary>A guard that was declared or changed.</summary>
/// <param name="Guard">The guard.</param>
/// <param name="Violation">A packet that breaks it; null when it holds.</param>
/// <param name="World">The world that it was held against.</param>
public sealed record DeclaredGuard(Guard Guard, GuardWitness? Violation, World World);
