using Microsoft.Data.Sqlite;

namespace Ringfence.Journal;

/// <summary>Opens a database of a data folder the way all of them are kept: one connection for life, a write-ahead log, durable commits.</summary>
internal static class SqliteFile
{
    /// <summary>Opens the database and brings it forward.</summary>
    public static SqliteConnection Open(string path, Migrator migrator)
    {
        // No pool: the connection is kept for life, and a closed one must be closed.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();

            // Exclusive: the folder has one owner anyway, and the WAL's index then lives in memory, so that the database also opens and reads on a full disk.
            connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
            if (connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
                throw new InvalidDataException($"{path} cannot be kept with a write-ahead log here.");
            connection.Execute("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864");
            migrator.Run(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
