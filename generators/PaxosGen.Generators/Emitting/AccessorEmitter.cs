using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Emitting;

/// <summary>The accessors of fields that cannot be named from the state machine.</summary>
internal static class AccessorEmitter
{
    /// <summary>Those inside the state machine.</summary>
    public static void EmitInside(SourceWriter source, StateMachineModel machine)
        => Emit(source, machine, [.. machine.Fields.Where(f => IsInside(machine, f))], "private");

    /// <summary>A file with those that lie further out; null if there are none.</summary>
    public static string? EmitOutside(StateMachineModel machine)
    {
        var outside = machine.Fields.Where(f => !IsInside(machine, f)).GroupBy(static f => f.Scope).OrderBy(static g => g.Key.Depth).ToList();
        if (outside.Count == 0)
        {
            return null;
        }

        var source = Frame.Start(machine, containers: 0);
        foreach (var scope in outside)
        {
            foreach (var container in machine.Containers.Take(scope.Key.Depth))
            {
                source.Open(container);
            }

            Emit(source, machine, [.. scope], scope.Key.Depth == 0 ? "internal" : "private");
            source.CloseAll();
        }

        return source.ToString();
    }

    private static bool IsInside(StateMachineModel machine, FieldsModel fields) => fields.Scope.Depth > machine.Containers.Count;

    private static void Emit(SourceWriter source, StateMachineModel machine, List<FieldsModel> fields, string accessibility)
    {
        if (fields.Count == 0)
        {
            return;
        }

        source.Line();
        Frame.MarkObsolete(source, machine);
        EmitClass(source, fields[0].Scope.Name, accessibility, fields);
    }

    /// <summary>A class with accessors.</summary>
    public static void EmitClass(SourceWriter source, string name, string accessibility, IEnumerable<FieldsModel> fields)
    {
        source.Line(Frame.Generated);
        source.Open($"{accessibility} static class {name}");
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
