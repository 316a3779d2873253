using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Ringfence.Bench.ManyGroups;

/// <summary>What SQLite alone does on this disk: one row a transaction, one transaction after another, with the journal's settings.</summary>
internal static class RawCommits
{
    /// <summary>About what a group with so many rules in each direction is as a stored document, in bytes.</summary>
    public static int DocumentSize(int rulesPerDirection) => 300 + (2 * rulesPerDirection * 200);

    public static LoadResult Measure(string folder, int commits, int size)
    {
        string path = Path.Combine(folder, "raw.db");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
        string body = new('x', size);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO rows (body) VALUES ($body)";
        insert.Parameters.AddWithValue("$body", body);
        var times = new List<TimeSpan>(commits);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < commits; i++)
        {
            long before = Stopwatch.GetTimestamp();
            insert.ExecuteNonQuery();
            times.Add(Stopwatch.GetElapsedTime(before));
        }

        return new LoadResult(new Percentiles(times), commits / Stopwatch.GetElapsedTime(start).TotalSeconds);

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
