using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Emitting;

/// <summary>The codec of a union: a message with one field, whose tag is the case.</summary>
internal static class UnionEmitter
{
    public static void Emit(SourceWriter source, MessageModel union, string accessibility)
    {
        source.Open($"{accessibility} readonly struct {union.Codec} : global::PaxosGen.Wire.ICodec<{union.Name}>");
        source.Line("public static global::PaxosGen.Wire.WireKind Kind => global::PaxosGen.Wire.WireKind.Message;").Line();
        source.Line("public static int MinSize => 3;").Line();
        source.Open($"public static void Write({Frame.Writer} writer, {union.Name} value)");
        source.Line("writer.BeginMessage();");
        source.Open("switch (value)");
        foreach (var item in union.Members)
        {
            // A case that is not sealed must not take the objects of those that are derived from it.
            var method = item.Type.Shape == Shape.Reference ? "Write" : "WriteValue";
            source.Line($"case {item.Type.Name} item when item.GetType() == typeof({item.Type.Name}):").Indent();
            source.Line($"writer.{method}<{item.Type.Name}, {item.Type.Codec}>({item.Tag}, item);");
            source.Line("break;").Unindent();
        }

        source.Line("default:").Indent().Line($"throw {Frame.Writer}.UnknownCase(value);").Unindent();
        source.Close().Line();
        source.Line("writer.EndMessage();").Close().Line();

        source.Open($"public static {union.Name} Read(ref {Frame.Reader} reader)");
        source.Line("reader.BeginMessage();");
        source.Line("var tag = reader.PeekTag();");
        source.Line($"{union.Name} value = tag switch").Open(string.Empty);
        foreach (var item in union.Members)
        {
            var method = item.Type.Shape == Shape.Reference ? "ReadRequired" : "ReadValue";
            source.Line($"{item.Tag} => reader.{method}<{item.Type.Name}, {item.Type.Codec}>({item.Tag}),");
        }

        source.Line("_ => throw reader.UnknownCase(tag),");
        source.Unindent().Line("};");
        source.Line("reader.EndMessage();").Line("return value;").Close();
        source.Close();
    }
}
