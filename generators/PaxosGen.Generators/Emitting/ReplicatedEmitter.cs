using PaxosGen.Generators.Model;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Generators.Emitting;

/// <summary>The public codec of a type that other assemblies may encode, and the attribute by which they find it.</summary>
internal static class ReplicatedEmitter
{
    public static string Emit(ReplicatedModel type)
    {
        var source = Frame.Header();
        var root = type.Types[0];
        source.Line("[assembly: global::PaxosGen.Wire.ReplicatedCodec(").Indent();
        source.Line($"typeof({type.Name}),");
        source.Line($"typeof(global::PaxosGen.Generated.{type.ClassName}.{root.Codec}),");
        source.Line("\"\"\"").Line(SchemaText.Of(SchemaText.SectionsOf(type.Types, type.Enums, type.Foreign)).TrimEnd('\n')).Line("\"\"\")]").Unindent().Line();
        source.Line("namespace PaxosGen.Generated;").Line();
        source.Line($"/// <summary>How <see cref=\"{type.Name}\"/> is encoded.</summary>");
        source.Line(Frame.Generated).Line(Frame.Hidden);
        source.Open($"{type.Accessibility} static class {type.ClassName}");
        foreach (var message in type.Types)
        {
            CodecEmitter.EmitCodec(source, message, message.Codec == root.Codec ? type.Accessibility : "internal");
            source.Line();
        }

        if (type.Fields.Count > 0)
        {
            AccessorEmitter.EmitClass(source, "Fields", "private", type.Fields);
        }

        return source.CloseAll().ToString();
    }
}
