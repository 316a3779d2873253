using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ringfence.Journal;

/// <summary>
/// Brings a database forward, never back: the embedded files <c>NNN_name.sql</c> in order, each in one transaction with the number it sets
/// (<c>PRAGMA user_version</c>).
/// </summary>
internal static class Migrator
{
    /// <summary>Runs what is missing.</summary>
    /// <exception cref="InvalidDataException">The database is newer than this program.</exception>
    public static void Run(SqliteConnection connection)
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

    private static List<(int Number, string Sql)> Load()
    {
        var assembly = typeof(Migrator).Assembly;
        var migrations = new List<(int Number, string Sql)>();
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            int number = int.Parse(name.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            if (number != migrations.Count + 1)
                throw new InvalidOperationException($"Migration {name} should have number {migrations.Count + 1}.");
            migrations.Add((number, reader.ReadToEnd()));
        }

        return migrations;
    }
}
