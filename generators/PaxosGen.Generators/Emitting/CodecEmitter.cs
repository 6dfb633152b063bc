using PaxosGen.Generators.Model;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Generators.Emitting;

/// <summary>The nested classes with the schema, the codecs of the user's types, and the accessors of their fields.</summary>
internal static class CodecEmitter
{
    public static string Emit(StateMachineModel machine)
    {
        var source = Frame.Start(machine);
        source.Open(machine.Declaration);
        source.Line("/// <summary>How the types of commands, queries and state are encoded.</summary>");
        source.Line(Frame.Generated).Line(Frame.Hidden);
        Frame.MarkObsolete(source, machine);
        source.Open($"internal static class {machine.Nested.Codecs}");
        EmitSchema(source, machine, machine.Schema!);
        foreach (var type in machine.Types.Where(static t => !t.IsPrivate))
        {
            source.Line();
            EmitCodec(source, type);
        }

        source.Close();
        if (machine.Types.Any(static t => t.IsPrivate))
        {
            source.Line().Line(Frame.Generated);
            Frame.MarkObsolete(source, machine);
            source.Open($"private static class {machine.Nested.PrivateCodecs}");
            var separate = false;
            foreach (var type in machine.Types.Where(static t => t.IsPrivate))
            {
                if (separate)
                {
                    source.Line();
                }

                EmitCodec(source, type);
                separate = true;
            }

            source.Close();
        }

        AccessorEmitter.EmitInside(source, machine);
        return Frame.EndInside(machine, source);
    }

    private static void EmitSchema(SourceWriter source, StateMachineModel machine, SchemaModel schema)
    {
        source.Line("internal static readonly global::PaxosGen.StateMachineSchema Schema = new(").Indent();
        source.Line($"\"{SchemaText.NameOf(machine)}\",");
        source.Line($"{machine.Version},");
        source.Line("\"\"\"").Line(schema.Text.TrimEnd('\n')).Line();
        source.Line("\"\"\",");
        for (var i = 0; i < schema.Fingerprints.Count; i++)
        {
            var fingerprint = schema.Fingerprints[i];
            source.Line($"new global::PaxosGen.SchemaFingerprint({fingerprint.Version}, 0x{fingerprint.Fingerprint:X16}UL){(i == schema.Fingerprints.Count - 1 ? ");" : ",")}");
        }

        source.Unindent();
    }

    /// <summary>Emits the codec of a type that is encoded as a message.</summary>
    public static void EmitCodec(SourceWriter source, MessageModel type, string accessibility = "internal")
    {
        if (type.Form == MessageForm.Union)
        {
            UnionEmitter.Emit(source, type, accessibility);
            return;
        }

        source.Open($"{accessibility} readonly struct {type.Codec} : global::PaxosGen.Wire.ICodec<{type.Name}>");
        source.Line("public static global::PaxosGen.Wire.WireKind Kind => global::PaxosGen.Wire.WireKind.Message;").Line();
        source.Line("public static int MinSize => 1;").Line();

        var self = type.IsValueType ? "ref value" : "value";
        source.Open($"public static void Write({Frame.Writer} writer, {type.Name} value)");
        if (!type.IsSealed)
        {
            source.Line($"{Frame.Writer}.RequireExactType(value);");
        }

        source.Line("writer.BeginMessage();");
        foreach (var member in type.Members)
        {
            source.Line(FieldText.WriteStatement("writer", member.Tag, member.Type, FieldText.Get(member, "value.", self), member.Since, $"{type.SchemaName}.{member.Name}"));
        }

        source.Line("writer.EndMessage();").Close().Line();

        source.Open($"public static {type.Name} Read(ref {Frame.Reader} reader)");
        if (type.Form == MessageForm.Constructor)
        {
            EmitConstruction(source, type);
            source.Close();
            return;
        }

        source.Line(type switch
        {
            { IsValueType: true } => $"{type.Name} value = default;",
            { UseConstructor: true } => $"var value = new {type.Name}();",
            _ => $"var value = ({type.Name})global::System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof({type.Name}));",
        });
        source.Line("reader.BeginMessage();");
        foreach (var member in type.Members)
        {
            source.Line($"{FieldText.Target(member, "value.", self)} = {FieldText.ReadSince("reader", member.Since, FieldText.ReadMember("reader", member.Tag, member.Type))};");
        }

        source.Line("reader.EndMessage();").Line("return value;").Close();
        source.Close();
    }

    private static void EmitConstruction(SourceWriter source, MessageModel type)
    {
        source.Line("reader.BeginMessage();");
        foreach (var member in type.Members)
        {
            source.Line($"var item{member.Tag} = {FieldText.ReadMember("reader", member.Tag, member.Type)};");
        }

        source.Line("reader.EndMessage();");
        source.Line($"return new {type.Name}({string.Join(", ", type.Members.Select(static m => $"item{m.Tag}"))});").Close();
    }
}
