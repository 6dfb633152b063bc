using System.Globalization;

namespace PaxosGen.Generators.Schema;

/// <summary>Names of what the schema of one state machine names, by which the parser remembers where it is written.</summary>
internal static class SchemaKey
{
    public const string Machine = "machine";

    public static string State(string name) => "state " + name;

    public static string Handler(int id) => "handler " + id.ToString(CultureInfo.InvariantCulture);

    public static string Parameter(int handler, string name) => $"{Handler(handler)} {name}";

    /// <summary>Of a member of a type, a case of a union or a value of an enum.</summary>
    public static string Of(string kind, string type, string name) => $"{kind} {type} {name}";
}
