using System.Globalization;
using Ringfence.Lab.Model;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Demo;

/// <summary>Who reaches whom: what the evaluator says, with its reasons, and what packets of both families did.</summary>
internal sealed class ReachabilityMatrix
{
    private const int Column = 14;
    private readonly List<Cell> _cells = [];

    /// <summary>Asks the evaluator and sends the packets.</summary>
    public ReachabilityMatrix(Laboratory lab, ModelEvaluator evaluator)
    {
        foreach (string client in DemoScene.Clients)
        {
            foreach (var (server, port) in DemoScene.Services.Where(service => service.Node != client))
            {
                foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
                {
                    var (from, to) = (lab[client].In(family), lab[server].In(family));
                    var way = evaluator.Judge(from, to, IpProtocol.Tcp, port);
                    _cells.Add(new Cell(client, server, port, family, way, lab.Reaches(Probe.Tcp(from, to, port))));
                }
            }
        }
    }

    public int Count => _cells.Count;

    public int Agreeing => _cells.Count(cell => cell.Agrees);

    public void Print(TextWriter output)
    {
        output.Write("  from \\ to".PadRight(Column));
        foreach (var (server, port) in DemoScene.Services)
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{server}:{port}").PadRight(Column));
        output.WriteLine();
        foreach (string client in DemoScene.Clients)
        {
            output.Write($"  {client}".PadRight(Column));
            foreach (var (server, _) in DemoScene.Services)
                output.Write(Text(_cells.Where(cell => cell.Client == client && cell.Server == server)).PadRight(Column));
            output.WriteLine();
        }

        output.WriteLine();
        foreach (var cell in _cells.Where(cell => cell.Family == AddressFamily.IPv4))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {cell.Client} -> {cell.Server}:{cell.Port}"));
            foreach (var judgement in cell.Way)
                output.WriteLine($"      {judgement}");
        }
    }

    private static string Text(IEnumerable<Cell> cells)
    {
        // Both families, which may differ.
        var words = cells.Select(cell => !cell.Agrees ? "DISAGREE" : cell.Passed ? "yes" : "no").Distinct().ToArray();
        return words.Length == 0 ? "-" : string.Join('/', words);
    }

    private sealed record Cell(
        string Client, string Server, ushort Port, AddressFamily Family, IReadOnlyList<Judgement> Way, bool Passed)
    {
        public bool Agrees => Passed == Way.All(judgement => judgement.Verdict.IsAccepted);
    }
}
