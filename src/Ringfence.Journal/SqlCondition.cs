using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Ringfence.Journal;

/// <summary>Conditions that hold together, in SQL, with every value as a parameter of a command.</summary>
internal sealed class SqlCondition(SqliteCommand command)
{
    private readonly List<string> _conditions = [];

    public SqlCondition Equal(string column, object? value) => value is null ? this : Literally($"{column} = {Bind(value)}");

    public SqlCondition From(string column, DateTimeOffset? time) => time is { } from ? Literally($"{column} >= {Bind(SqliteTime.Write(from))}") : this;

    public SqlCondition Before(string column, DateTimeOffset? time) => time is { } before ? Literally($"{column} < {Bind(SqliteTime.Write(before))}") : this;

    /// <summary>One of these; an empty list is no condition.</summary>
    public SqlCondition In(string column, ImmutableArray<string> values) => values.IsEmpty ? this : Literally($"{column} IN ({List(values)})");

    /// <summary>One of these, as parameters: for a condition of the caller's own.</summary>
    public string List(ImmutableArray<string> values) => string.Join(", ", values.Select(value => Bind(value)));

    public SqlCondition Literally(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    public override string ToString() => _conditions.Count == 0 ? "TRUE" : string.Join(" AND ", _conditions);

    private string Bind(object value)
    {
        string name = $"$p{command.Parameters.Count}";
        command.Parameters.AddWithValue(name, value);
        return name;
    }
}
