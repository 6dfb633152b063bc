using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Emitting;

/// <summary>The expressions that write and read one field of a message.</summary>
internal static class FieldText
{
    public static string Write(string writer, int tag, TypeModel type, string value)
        => writer + "." + type.Shape switch
        {
            Shape.Scalar => $"Write{type.Scalar}({tag}, {value})",
            Shape.Enum => $"Write{type.Scalar}({tag}, ({type.ValueName}){value})",
            Shape.Text => $"WriteString({tag}, {value})",
            Shape.Struct => $"WriteStruct<{type.Name}, {type.Codec}>({tag}, {value})",
            Shape.Nullable => $"WriteNullable<{type.ValueName}, {type.Codec}>({tag}, {value})",
            Shape.Field => $"WriteField<{type.Name}, {type.Codec}>({tag}, {value})",
            Shape.Value => $"WriteValue<{type.Name}, {type.Codec}>({tag}, {value})",
            Shape.Span => $"WriteBytes({tag}, {value}.Span)",
            _ => $"Write<{type.Name}, {type.Codec}>({tag}, {value})",
        };

    /// <summary>Writes a member; one that came in a later version must have its default value before that.</summary>
    /// <returns>One statement, or several lines of them.</returns>
    public static string WriteStatement(string writer, int tag, TypeModel type, string value, int since, string name)
    {
        var write = Write(writer, tag, type, value) + ";";
        return since <= 1 ? write : $"var before{tag} = {writer}.Length;\n{write}\n{writer}.RequireSince({since}, before{tag}, \"{name}\");";
    }

    /// <summary>Reads what came in a version, where the bytes are of that version or a later one.</summary>
    public static string ReadSince(string reader, int since, string read, string otherwise = "default")
        => since <= 1 ? read : $"{reader}.SchemaVersion >= {since} ? {read} : {otherwise}";

    /// <summary>Reads a parameter or a result: absent references are refused where the signature excludes null.</summary>
    public static string Read(string reader, int tag, TypeModel type)
        => type.Shape switch
        {
            Shape.Text when type.IsRequired => $"{reader}.ReadString({tag})",
            Shape.Reference when type.IsRequired => $"{reader}.ReadRequired<{type.Name}, {type.Codec}>({tag})",
            _ => ReadMember(reader, tag, type),
        };

    /// <summary>Reads a member of a type or of the state, where null is always tolerated.</summary>
    public static string ReadMember(string reader, int tag, TypeModel type)
        => type.Shape switch
        {
            Shape.Scalar => $"{reader}.Read{type.Scalar}({tag})",
            Shape.Enum => $"({type.Name}){reader}.Read{type.Scalar}({tag})",
            Shape.Text => $"{reader}.ReadOptionalString({tag})",
            Shape.Struct => $"{reader}.ReadStruct<{type.Name}, {type.Codec}>({tag})",
            Shape.Nullable => $"{reader}.ReadNullable<{type.ValueName}, {type.Codec}>({tag})",
            Shape.Field => $"{reader}.ReadField<{type.Name}, {type.Codec}>({tag})",
            Shape.Value => $"{reader}.ReadValue<{type.Name}, {type.Codec}>({tag})",
            Shape.Span => $"{reader}.ReadBytes({tag})",
            _ => $"{reader}.ReadOptional<{type.Name}, {type.Codec}>({tag})",
        };

    /// <summary>What reads a member of an object.</summary>
    /// <param name="member">The member.</param>
    /// <param name="owner">The object, with a dot; empty inside its own class.</param>
    /// <param name="self">The object as an argument.</param>
    public static string Get(MemberModel member, string owner, string self)
        => member.Getter.Length > 0 ? owner + member.Getter : $"{member.Accessor}({self})";

    /// <summary>The left side of an assignment to a member of an object.</summary>
    public static string Target(MemberModel member, string owner, string self)
        => member.Assignment switch
        {
            Assignment.Direct => owner + member.Getter,
            Assignment.AroundReadonly => $"{Frame.Reader}.Restorable(in {owner}{member.Getter})",
            _ => $"{member.Accessor}({self})",
        };
}
