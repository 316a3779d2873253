using System.Collections.Immutable;
using Ringfence.Lab.Client;
using Ringfence.Lab.Model;
using Ringfence.Lab.Topology;

namespace Ringfence.Lab.Demo;

/// <summary>What the demo shows: three tiers whose groups refer to each other, and the world outside.</summary>
internal static class DemoScene
{
    public static LabLayout Layout { get; } = LabLayout.Routed("web", "app", "db");

    public static PolicyModel Model { get; } = new(
        [
            new("web", [ApiRule.AcceptTcp("80,443", "0.0.0.0/0"), ApiRule.AcceptTcp("80,443", "::/0")], [ApiRule.AcceptTcp("8080", "app")]),
            new("app", [ApiRule.AcceptTcp("8080", "web")], [ApiRule.AcceptTcp("5432", "db")]),
            new("db", [ApiRule.AcceptTcp("5432", "app")], []),
        ],
        [new("web", ["web"]), new("app", ["app"]), new("db", ["db"])]);

    /// <summary>The columns of the matrix: who serves what.</summary>
    public static ImmutableArray<(string Node, ushort Port)> Services { get; } = [("web", 443), ("app", 8080), ("db", 5432), ("outside", 443)];

    /// <summary>The rows.</summary>
    public static ImmutableArray<string> Clients { get; } = ["outside", "web", "app", "db"];
}
