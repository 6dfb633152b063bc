using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Emitting;

/// <summary>Saves and loads all fields of the class.</summary>
internal static class SnapshotEmitter
{
    private const string Contract = "global::PaxosGen.IReplicatedStateMachine";

    public static void Emit(SourceWriter source, StateMachineModel machine)
    {
        Frame.MarkObsolete(source, machine);
        source.Open($"void {Contract}.Save({Frame.Writer} snapshot, int version)");
        source.Line("snapshot.BeginSnapshot(version);");
        foreach (var member in machine.State)
        {
            var write = $"{FieldText.Write("snapshot", member.Tag, member.Type, FieldText.Get(member, Owner(member), "this"))};";
            if (member.Since > 1)
            {
                source.Open($"if (version >= {member.Since})").Line(write).Close();
            }
            else
            {
                source.Line(write);
            }
        }

        source.Line("snapshot.End();");
        source.Close();
        source.Line();
        Frame.MarkObsolete(source, machine);
        source.Open($"void {Contract}.Load(global::System.ReadOnlySpan<byte> snapshot)");
        source.Line($"var reader = new {Frame.Reader}(snapshot);");
        source.Line($"reader.BeginSnapshot({machine.Version});");
        var later = machine.State.Where(static m => m.Since > 1).ToList();
        if (later.Count > 0)
        {
            source.Line($"var fresh = reader.SchemaVersion < {later.Max(static m => m.Since)} ? {Create(machine)} : this;");
        }

        foreach (var member in machine.State)
        {
            var read = FieldText.ReadSince("reader", member.Since, FieldText.ReadMember("reader", member.Tag, member.Type), FieldText.Get(member, "fresh.", "fresh"));
            source.Line($"{FieldText.Target(member, Owner(member), "this")} = {read};");
        }

        source.Line("reader.End();");
        source.Close();
        if (machine.Version > 1)
        {
            source.Line();
            EmitActivate(source, machine, later);
        }
    }

    /// <summary>What came with a version begins when that version is activated, on a replica that ran before as on one that was restored.</summary>
    private static void EmitActivate(SourceWriter source, StateMachineModel machine, List<MemberModel> later)
    {
        Frame.MarkObsolete(source, machine);
        source.Open($"void {Contract}.Activate(int from, int to)");
        source.Open($"if (to > {machine.Version})").Line($"throw {Frame.Writer}.UnknownVersion(to, {machine.Version});").Close();
        if (later.Count > 0)
        {
            source.Line().Line($"var fresh = {Create(machine)};");
        }

        foreach (var version in later.GroupBy(static m => m.Since).OrderBy(static g => g.Key))
        {
            source.Open($"if (from < {version.Key} && to >= {version.Key})");
            foreach (var member in version)
            {
                source.Line($"{FieldText.Target(member, Owner(member), "this")} = {FieldText.Get(member, "fresh.", "fresh")};");
            }

            source.Close();
        }

        source.Close();
    }

    private static string Create(StateMachineModel machine) => machine.HasCreate ? "Create()" : $"new {machine.Name}()";

    private static string Owner(MemberModel member) => member.Getter is "snapshot" or "reader" or "version" or "fresh" or "from" or "to" ? "this." : string.Empty;
}
