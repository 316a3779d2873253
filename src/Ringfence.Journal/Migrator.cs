using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ringfence.Journal;

/// <summary>
/// Brings a database forward, never back: the embedded files <c>NNN_name.sql</c> of its kind in order, each in one transaction with the number it sets
/// (<c>PRAGMA user_version</c>).
/// </summary>
internal sealed class Migrator
{
    private readonly string _prefix;

    private Migrator(string prefix) => _prefix = prefix;

    /// <summary>Of the journal.</summary>
    public static Migrator Journal { get; } = new("journal.");

    /// <summary>Of the audit log.</summary>
    public static Migrator Audit { get; } = new("audit.");

    /// <summary>Runs what is missing.</summary>
    /// <exception cref="InvalidDataException">The database is newer than this program.</exception>
    public void Run(SqliteConnection connection)
    {
        var migrations = Load();
        long current = Convert.ToInt64(connection.Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (current > migrations[^1].Number)
        {
            throw new InvalidDataException(
                $"{connection.DataSource} was written by a newer version of this program (schema {current}, this one knows up to {migrations[^1].Number}). Use that version, or another data folder.");
        }

        foreach (var (number, sql) in migrations.Where(migration => migration.Number > current))
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(sql, transaction);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"), transaction);
            transaction.Commit();
        }
    }

    private List<(int Number, string Sql)> Load()
    {
        var assembly = typeof(Migrator).Assembly;
        var migrations = new List<(int Number, string Sql)>();
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(_prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            int number = int.Parse(name.AsSpan(_prefix.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            if (number != migrations.Count + 1)
                throw new InvalidOperationException($"Migration {name} should have number {migrations.Count + 1}.");
            migrations.Add((number, reader.ReadToEnd()));
        }

        return migrations;
    }
}
