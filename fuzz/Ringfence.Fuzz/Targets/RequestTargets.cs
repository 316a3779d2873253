using System.Text;
using System.Text.Json;
using Ringfence.Api.Actions;
using Ringfence.Api.Http;

namespace Ringfence.Fuzz.Targets;

/// <summary>The readers of requests: JSON bodies, query strings and forms, and multipart bodies.</summary>
internal static class RequestTargets
{
    private static readonly string[] JsonWords = ["{", "}", "[", "]", ":", ",", "\"", "null", "true", "-1", "1e999", "\\ud83d", "\\u0000", "\"Ingress\":", "\"Filters\":", "\uFEFF", "/**/"];

    public static FuzzTarget Json { get; } = new(
        "request-json",
        [
            "{}", """{"GroupName":"web","GroupDescription":""}""", """{"SecurityGroupPolicySet":{"Version":"0","Ingress":[{"Protocol":"TCP","Port":"80"}]}}""",
            """{"Filters":[{"Name":"a","Values":["b",1,true,null]}],"Limit":"20"}""",
        ],
        JsonWords,
        static bytes => Read(JsonParameters.Parse(bytes)));

    public static FuzzTarget Form { get; } = new(
        "request-form",
        ["Action=X&Version=2017-03-12&Filters.0.Name=a&Filters.0.Values.0=b", "a=1&b=%E4%B8%AD&c=+%2B", "A.0.B.1.C=x&A.1=y", "&&=&a&b="],
        ["=", "&", ".", "0", "1", "999999999999999999", "%", "%00", "%FF", "+", "Filters.", ".0.", ".-1."],
        static bytes => FormText.TryParse(Encoding.UTF8.GetString(bytes), out var parameters, out string repeated)
            ? Read(FlattenedParameters.Build(parameters))
            : Check.Answer(1, repeated.Length > 0 ? "repeated" : ""));

    public static FuzzTarget Multipart { get; } = new(
        "request-multipart",
        [
            "--b\r\nContent-Disposition: form-data; name=\"GroupName\"\r\n\r\nweb\r\n--b--\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"Ingress\"\r\nContent-Type: application/json\r\n\r\n[{\"a\":1}]\r\n--b--\r\n",
        ],
        ["--b", "--b--", "\r\n", "Content-Disposition: form-data; ", "name=\"", "\"", ";", "Content-Type: application/json", "filename=\"x\""],
        static bytes => Read(RequestContent.OfBody("multipart/form-data; boundary=b", bytes).ParseAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult()));

    /// <summary>Reads what an action would: every kind of value under every name.</summary>
    private static long Read(ParsedParameters parameters)
    {
        using (parameters)
        {
            if (parameters.Error is { } error)
                return Check.Answer(2, error.Message);
            Check.That(parameters.Root.ValueKind == JsonValueKind.Object, "Parameters are an object.");
            var reader = new ParameterReader(parameters.Root);
            foreach (var member in parameters.Root.EnumerateObject())
            {
                reader.String(member.Name);
                reader.Integer(member.Name);
                reader.Boolean(member.Name);
                reader.Strings(member.Name);
                reader.Objects(member.Name, static own => own.String("Name"));
                reader.Object(member.Name, static own => own.String("Version") ?? "");
            }

            bool sound = reader.TryFinish(out var fault);
            return Check.Answer(sound ? 3 : 4, fault.Message);
        }
    }
}
