using System.Text;

namespace PaxosGen.Generators.Schema;

/// <summary>What the schema says of one state machine, type or enum.</summary>
/// <param name="Kind">One of <see cref="Machine"/>, <see cref="Type"/>, <see cref="Union"/>, <see cref="Enum"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">What an enum's numbers are; <see cref="Struct"/> for a type that cannot be null; empty for others.</param>
/// <param name="Entries">Its lines; each handler is followed by its parameters.</param>
/// <param name="Comment">Lines of comment above it, each with its line end.</param>
internal sealed record SchemaSection(string Kind, string Name, string Number, IReadOnlyList<SchemaEntry> Entries, string Comment = "")
{
    public const string Machine = "machine";
    public const string Type = "type";
    public const string Union = "union";
    public const string Enum = "enum";
    public const string Struct = "struct";

    /// <summary>How the section is found again in another schema.</summary>
    public string Key => $"{Kind} {Name}";

    public void AppendTo(StringBuilder text)
    {
        text.Append(Comment).Append(Kind).Append(' ').Append(Name);
        if (Number.Length > 0)
        {
            text.Append(": ").Append(Number);
        }

        text.Append('\n');
        foreach (var entry in Entries)
        {
            text.Append(entry.Comment).Append(entry.Line).Append('\n');
        }
    }
}

/// <summary>One line of a section: something with a number that must never change its meaning.</summary>
/// <param name="Kind">One of <see cref="State"/>, <see cref="Command"/>, <see cref="Query"/>; empty for parameters, members, cases and values.</param>
/// <param name="Handler">The id of the handler that a parameter belongs to; empty for others.</param>
/// <param name="Number">Its id, tag or value, in decimal.</param>
/// <param name="Name">Its name, by which it gets its number.</param>
/// <param name="Type">Its type, or that of a handler's result; empty for cases and values.</param>
/// <param name="Since">The version that it appeared in.</param>
/// <param name="IsRetired">It is gone, and its number is nobody's.</param>
/// <param name="Comment">Lines of comment above it, each with its line end.</param>
internal sealed record SchemaEntry(string Kind, string Handler, string Number, string Name, string Type, int Since, bool IsRetired = false, string Comment = "")
{
    public const string State = "state";
    public const string Command = "command";
    public const string Query = "query";
    public const string Retired = "*RETIRED*";

    public bool IsHandler => Kind is Command or Query;

    /// <summary>Entries of one group share a number space.</summary>
    public string Group => IsHandler ? "handlers" : Kind.Length > 0 ? Kind : Handler;

    /// <summary>As in the file.</summary>
    public string Line
    {
        get
        {
            var line = new StringBuilder(Handler.Length > 0 ? "    " : "  ");
            if (Kind.Length > 0)
            {
                line.Append(Kind).Append(' ');
            }

            line.Append(Number).Append(' ').Append(IsRetired ? Retired + " " : string.Empty).Append(Name);
            if (Type.Length > 0)
            {
                line.Append(": ").Append(Type);
            }

            return Since > 1 ? $"{line} since {Since}" : line.ToString();
        }
    }
}
