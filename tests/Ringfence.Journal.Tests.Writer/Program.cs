using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control.Writing;
using Ringfence.Journal;
using Ringfence.Journal.Tests.Writer;

// Usage: writer FOLDER PRODUCERS. Writes as fast as it can, tells every acknowledged change on standard output as "revision producer count\n", until it is killed
// or its standard input ends, as it does when whoever started it is gone: it would fill the disk.
string path = args[0];
int producers = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);

using var folder = DataFolder.Open(path);
await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, CancellationToken.None);
await using var plane = await ControlPlane.StartAsync(journal, new ControlPlaneOptions(), NullLogger<ControlPlane>.Instance, CancellationToken.None);
using var acknowledgements = new Acknowledgements();
var orphaned = Console.OpenStandardInput().ReadAsync(new byte[1]).AsTask();
var ended = await Task.WhenAny([orphaned, .. Enumerable.Range(0, producers).Select(number => new Producer(number, plane, acknowledgements).RunAsync())]);
if (ended.Exception is { } exception)
    await Console.Error.WriteLineAsync(exception.ToString());
Environment.Exit(1);
