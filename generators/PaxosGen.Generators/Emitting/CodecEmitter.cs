using PaxosGen.Generators.Model;

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
        source.Open($"internal static class {machine.Nested.Codecs}");
        EmitSchema(source, machine);
        foreach (var type in machine.Types.Where(static t => !t.IsPrivate))
        {
            source.Line();
            EmitCodec(source, type);
        }

        source.Close();
        if (machine.Types.Any(static t => t.IsPrivate))
        {
            source.Line().Line(Frame.Generated);
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

        if (machine.Fields.Count > 0)
        {
            source.Line();
            EmitAccessors(source, machine.Nested.Fields, machine.Fields);
        }

        return Frame.EndInside(machine, source);
    }

    private static void EmitSchema(SourceWriter source, StateMachineModel machine)
    {
        var text = SchemaText.Of(machine);
        source.Line("internal static readonly global::PaxosGen.StateMachineSchema Schema = new(").Indent();
        source.Line($"\"{SchemaText.NameOf(machine)}\",");
        source.Line($"{machine.Version},");
        source.Line($"0x{SchemaText.Fingerprint(text):X16}UL,");
        source.Line("\"\"\"").Line(text.TrimEnd('\n')).Line();
        source.Line("\"\"\");").Unindent();
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
            source.Line($"{FieldText.Write("writer", member.Tag, member.Type, FieldText.Get(member, "value.", self))};");
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
            source.Line($"{FieldText.Target(member, "value.", self)} = {FieldText.ReadMember("reader", member.Tag, member.Type)};");
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

    /// <summary>Emits the accessors of fields that cannot be named where the codecs are.</summary>
    public static void EmitAccessors(SourceWriter source, string name, EquatableArray<FieldsModel> fields)
    {
        source.Line(Frame.Generated);
        source.Open($"private static class {name}");
        foreach (var type in fields)
        {
            source.Open($"internal static class {type.ClassName}{type.Constraints}");
            foreach (var accessor in type.Accessors)
            {
                source.Line($"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = \"{accessor.Field}\")]");
                source.Line($"internal static extern ref {accessor.Type} {accessor.Method}({type.Self} value);");
            }

            source.Close();
        }

        source.Close();
    }
}
