using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Generators.Emitting;

/// <summary>The part of the class that implements the boundary of bytes: decode, call, encode.</summary>
internal static class DispatchEmitter
{
    private const string Contract = "global::PaxosGen.IReplicatedStateMachine";

    public static string Emit(StateMachineModel machine)
    {
        var source = Frame.Start(machine);
        source.Open($"{machine.Declaration} : {Contract}<{machine.Name}>");
        if (machine.HasErrors)
        {
            EmitStub(source, machine);
            return source.CloseAll().ToString();
        }

        Frame.MarkObsolete(source, machine);
        source.Line($"static {machine.Name} {Contract}<{machine.Name}>.Create() => {(machine.HasCreate ? "Create()" : $"new {machine.Name}()")};");
        source.Line();
        Frame.MarkObsolete(source, machine);
        source.Line($"static global::PaxosGen.StateMachineSchema {Contract}<{machine.Name}>.Schema => {machine.Nested.Codecs}.Schema;");
        source.Line();
        EmitIntroduction(source, machine);
        source.Line();
        EmitSwitch(source, machine, "Apply", "command", isQuery: false);
        source.Line();
        EmitSwitch(source, machine, "Query", "query", isQuery: true);
        source.Line();
        SnapshotEmitter.Emit(source, machine);
        return Frame.EndInside(machine, source);
    }

    private static void EmitIntroduction(SourceWriter source, StateMachineModel machine)
    {
        // Full names: what the class itself contains may have the short ones.
        var (name, around) = (ClientEmitter.Unescaped(machine), machine.FullName.Substring(0, machine.FullName.LastIndexOfAny(['.', ':']) + 1));
        Frame.MarkObsolete(source, machine);
        source.Line($"static void {Contract}<{machine.Name}>.Introduce(global::PaxosGen.IGeneratedTypesVisitor visitor)").Indent();
        source.Line($"=> visitor.Visit<{around}{name}Replica, {around}{name}Client, {around}I{name}Client>();").Unindent();
    }

    private static void EmitSwitch(SourceWriter source, StateMachineModel machine, string method, string bytes, bool isQuery)
    {
        Frame.MarkObsolete(source, machine);
        source.Open($"void {Contract}.{method}(global::System.ReadOnlySpan<byte> {bytes}, global::PaxosGen.CommandContext context, {Frame.Writer} writer)");
        source.Line($"var reader = new {Frame.Reader}({bytes});");
        source.Line("var id = reader.BeginPayload(context.Version);");
        source.Open("switch (id)");
        foreach (var handler in machine.Handlers.Where(h => h.IsQuery == isQuery))
        {
            EmitCase(source, machine, handler, bytes);
            source.Line();
        }

        source.Line("default:").Indent().Line($"throw {Frame.Reader}.UnknownId(id);").Unindent();
        source.Close().Close();
    }

    private static void EmitCase(SourceWriter source, StateMachineModel machine, HandlerModel handler, string bytes)
    {
        string Local(ParameterModel parameter)
        {
            var isTaken = parameter.Name is "reader" or "writer" or "context" or "id" or "answer" || parameter.Name == bytes || parameter.Name == handler.SchemaName;
            return isTaken ? Frame.Local(handler, parameter.Name + "_") : Names.EscapeLocal(parameter.Name);
        }

        source.Line($"case {handler.Id}{(handler.Since > 1 ? $" when reader.SchemaVersion >= {handler.Since}" : string.Empty)}:").Open(string.Empty);
        foreach (var parameter in handler.Parameters.OrderBy(static p => p.Tag))
        {
            var read = FieldText.ReadSince("reader", parameter.Since, FieldText.Read("reader", parameter.Tag, parameter.Type), parameter.Default.Length > 0 ? parameter.Default : "default");
            source.Line($"{(parameter.Since > 1 ? parameter.Type.SignatureName : "var")} {Local(parameter)} = {read};");
        }

        // All of the bytes are checked before the state can change.
        source.Line("reader.End();");
        var arguments = handler.Parameters.Select(Local).Concat(handler.TakesContext ? ["context"] : Array.Empty<string>());
        var owner = handler.SchemaName is "reader" or "writer" or "context" or "id" or "answer" || handler.SchemaName == bytes ? "this." : string.Empty;
        var call = $"{owner}{handler.Method}({string.Join(", ", arguments)})";
        if (handler.Result is null)
        {
            source.Line($"{call};");
            source.Line($"writer.BeginPayload(context.Version, {handler.Id});");
        }
        else
        {
            var answer = handler.Result.IsRequired ? $"{Frame.Writer}.NotNull(answer, \"{handler.SchemaName}\")" : "answer";
            source.Line($"var answer = {call};");
            source.Line($"writer.BeginPayload(context.Version, {handler.Id});");
            source.Line($"{FieldText.Write("writer", 1, handler.Result, answer)};");
        }

        source.Line("writer.End();");
        source.Line("break;");
        source.Close();
    }

    private static void EmitStub(SourceWriter source, StateMachineModel machine)
    {
        var refusal = Frame.Refusal(machine);
        source.Line($"static {machine.Name} {Contract}<{machine.Name}>.Create() => {refusal}");
        source.Line($"static global::PaxosGen.StateMachineSchema {Contract}<{machine.Name}>.Schema => {refusal}");
        source.Line($"void {Contract}.Apply(global::System.ReadOnlySpan<byte> command, global::PaxosGen.CommandContext context, {Frame.Writer} result) => {refusal}");
        source.Line($"void {Contract}.Query(global::System.ReadOnlySpan<byte> query, global::PaxosGen.CommandContext context, {Frame.Writer} result) => {refusal}");
        source.Line($"void {Contract}.Save({Frame.Writer} snapshot, int version) => {refusal}");
        source.Line($"void {Contract}.Load(global::System.ReadOnlySpan<byte> snapshot) => {refusal}");
    }
}
