using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Emitting;

/// <summary>Saves and loads all fields of the class.</summary>
internal static class SnapshotEmitter
{
    private const string Contract = "global::PaxosGen.IReplicatedStateMachine";

    public static void Emit(SourceWriter source, StateMachineModel machine)
    {
        Frame.MarkObsolete(source, machine);
        source.Open($"void {Contract}.Save({Frame.Writer} snapshot)");
        source.Line($"snapshot.BeginSnapshot({machine.Version});");
        foreach (var member in machine.State)
        {
            source.Line($"{FieldText.Write("snapshot", member.Tag, member.Type, FieldText.Get(member, Owner(member), "this"))};");
        }

        source.Line("snapshot.End();");
        source.Close();
        source.Line();
        Frame.MarkObsolete(source, machine);
        source.Open($"void {Contract}.Load(global::System.ReadOnlySpan<byte> snapshot)");
        source.Line($"var reader = new {Frame.Reader}(snapshot);");
        source.Line($"reader.BeginSnapshot({machine.Version});");
        foreach (var member in machine.State)
        {
            source.Line($"{FieldText.Target(member, Owner(member), "this")} = {FieldText.ReadMember("reader", member.Tag, member.Type)};");
        }

        source.Line("reader.End();");
        source.Close();
    }

    private static string Owner(MemberModel member) => member.Getter is "snapshot" or "reader" ? "this." : string.Empty;
}
