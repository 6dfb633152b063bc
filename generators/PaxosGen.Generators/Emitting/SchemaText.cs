using System.Security.Cryptography;
using System.Text;
using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Emitting;

/// <summary>The readable description of everything that two builds must agree on, and its hash.</summary>
internal static class SchemaText
{
    public static string NameOf(StateMachineModel machine) => machine.FullName.Replace("global::", string.Empty);

    public static string Of(StateMachineModel machine)
    {
        var text = new StringBuilder();
        text.Append("machine ").Append(NameOf(machine)).Append(", version ").Append(machine.Version).Append('\n');
        AppendMembers(text, machine.State);
        foreach (var handler in machine.Handlers)
        {
            text.Append(handler.IsQuery ? "query " : "command ").Append(handler.Id).Append(' ').Append(handler.SchemaName);
            text.Append(": ").Append(handler.Result is { } result ? InSignature(result) : "void").Append('\n');
            foreach (var parameter in handler.Parameters.OrderBy(static p => p.Tag))
            {
                text.Append("  ").Append(parameter.Tag).Append(' ').Append(parameter.Name).Append(": ").Append(InSignature(parameter.Type)).Append('\n');
            }
        }

        foreach (var type in machine.Types.OrderBy(static t => t.SchemaName, StringComparer.Ordinal))
        {
            text.Append(type.Form == MessageForm.Union ? "union " : "type ").Append(type.SchemaName).Append('\n');
            AppendMembers(text, type.Members);
        }

        foreach (var line in machine.Enums)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The first eight bytes of the text's SHA-256, highest first.</summary>
    public static ulong Fingerprint(string text)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(text));
        return hash.Take(8).Aggregate(0UL, static (sum, b) => (sum << 8) | b);
    }

    private static void AppendMembers(StringBuilder text, EquatableArray<MemberModel> members)
    {
        foreach (var member in members)
        {
            text.Append("  ").Append(member.Tag).Append(' ').Append(member.Name).Append(": ").Append(member.Type.SchemaName).Append('\n');
        }
    }

    private static string InSignature(TypeModel type)
        => type.Shape is Shape.Text or Shape.Reference && !type.IsRequired ? type.SchemaName + "?" : type.SchemaName;
}
