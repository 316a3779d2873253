using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Ringfence.Control.Journal;

namespace Ringfence.Journal;

/// <summary>A query's conditions in SQL, with every value as a parameter.</summary>
internal static class RevisionCondition
{
    public static string Of(RevisionQuery query, SqliteCommand command)
    {
        var conditions = new List<string>();
        Add("account = {0}", query.Scope.Account);
        Add("region = {0}", query.Scope.Region);
        if (query.Number is { } number)
            Add("number = {0}", number);
        if (query.From is { } from)
            Add("at >= {0}", SqliteTime.Write(from));
        if (query.Before is { } before)
            Add("at < {0}", SqliteTime.Write(before));
        AddList("secret_id IN ({0})", query.SecretIds);
        AddList("action IN ({0})", query.Actions);
        AddList("number IN (SELECT revision FROM revision_documents WHERE id IN ({0}))", query.DocumentIds);
        return string.Join(" AND ", conditions);

        void Add(string condition, object value) => conditions.Add(string.Format(null, condition, Bind(value)));

        void AddList(string condition, ImmutableArray<string> values)
        {
            if (!values.IsEmpty)
                conditions.Add(string.Format(null, condition, string.Join(", ", values.Select(value => Bind(value)))));
        }

        string Bind(object value)
        {
            string name = $"$p{command.Parameters.Count}";
            command.Parameters.AddWithValue(name, value);
            return name;
        }
    }
}
