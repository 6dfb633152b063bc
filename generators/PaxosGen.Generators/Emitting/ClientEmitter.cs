using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Generators.Emitting;

/// <summary>The typed client and its interface: encode, send, decode.</summary>
internal static class ClientEmitter
{
    // There is one buffer for each call, and most calls are short: the writer's own choice suits one that is used again.
    private const int UsualBytes = 128;

    public static string Emit(StateMachineModel machine)
    {
        var name = Unescaped(machine);
        var source = Frame.Start(machine);
        source.Line($"/// <summary>Calls a replicated <see cref=\"{machine.Name}\"/>.</summary>");
        source.Line("/// <remarks>Thread-safe; many calls may be in flight at once.</remarks>");
        source.Line(Frame.Generated);
        Frame.CarryOver(source, machine.Obsolete);
        source.Open($"{machine.Accessibility} interface I{name}Client : global::System.IAsyncDisposable");
        foreach (var handler in machine.Handlers)
        {
            source.Line(Documentation(machine, handler));
            Frame.CarryOver(source, handler.Obsolete);
            source.Line($"{Signature(handler)};").Line();
        }

        source.Line("/// <summary>A view of this client whose commands carry <paramref name=\"key\"/>: the first command with a key takes effect, a repeat gets its answer again.</summary>");
        source.Line($"I{name}Client WithIdempotencyKey(global::System.Guid key);");
        source.Close().Line();

        source.Line("/// <inheritdoc/>").Line(Frame.Generated);
        Frame.CarryOver(source, machine.Obsolete);
        source.Open($"{machine.Accessibility} sealed class {name}Client : I{name}Client, global::PaxosGen.ITypedClient<{name}Client>");
        source.Line("private readonly global::PaxosGen.IPaxosClient _client;").Line();
        source.Line($"private {name}Client(global::PaxosGen.IPaxosClient client) => _client = client;").Line();
        source.Line("/// <inheritdoc/>");
        source.Line($"public static global::PaxosGen.StateMachineSchema Schema => {(machine.HasErrors ? Frame.Refusal(machine) : $"{machine.FullName}.{machine.Nested.Codecs}.Schema;")}").Line();
        source.Line("/// <inheritdoc/>");
        source.Line($"public static {name}Client Create(global::PaxosGen.IPaxosClient client) => new {name}Client(client);").Line();
        foreach (var handler in machine.Handlers)
        {
            EmitMethod(source, machine, handler);
            source.Line();
        }

        source.Line("/// <inheritdoc/>");
        source.Line($"public I{name}Client WithIdempotencyKey(global::System.Guid key) => new {name}Client(_client.WithIdempotencyKey(key));").Line();
        source.Line("/// <inheritdoc/>");
        source.Line("public global::System.Threading.Tasks.ValueTask DisposeAsync() => _client.DisposeAsync();");
        return source.CloseAll().ToString();
    }

    /// <summary>The class's name as part of another.</summary>
    public static string Unescaped(StateMachineModel machine) => machine.Name.TrimStart('@');

    private static void EmitMethod(SourceWriter source, StateMachineModel machine, HandlerModel handler)
    {
        source.Line("/// <inheritdoc/>");
        Frame.CarryOver(source, handler.Obsolete);
        source.Open($"public async {Signature(handler, withDefaults: true)}");
        if (machine.HasErrors)
        {
            source.Line(Frame.Refusal(machine)).Close();
            return;
        }

        foreach (var parameter in handler.Parameters.Where(static p => p.Type.IsRequired))
        {
            source.Line($"global::System.ArgumentNullException.ThrowIfNull({Names.EscapeLocal(parameter.Name)});");
        }

        var client = handler.Parameters.Any(static p => p.Name == "_client") ? "this._client" : "_client";
        var (writer, version, reply, reader, answer) = (Frame.Local(handler, "writer"), Frame.Local(handler, "version"), Frame.Local(handler, "reply"), Frame.Local(handler, "reader"), Frame.Local(handler, "answer"));
        source.Line($"var {writer} = new {Frame.Writer}({UsualBytes});");
        source.Line($"var {version} = {client}.RequireVersion({machine.Version}, {handler.Since}, \"{handler.SchemaName}\");");
        source.Line($"{writer}.BeginPayload({version}, {handler.Id});");
        foreach (var parameter in handler.Parameters.OrderBy(static p => p.Tag))
        {
            EmitParameter(source, handler, parameter, writer, version);
        }

        source.Line($"{writer}.End();");
        var call = handler.IsQuery
            ? $"{client}.QueryAsync({writer}.WrittenMemory, {Frame.Local(handler, "consistency")}, {Frame.Local(handler, "cancellationToken")})"
            : $"{client}.CommandAsync({writer}.WrittenMemory, {Frame.Local(handler, "cancellationToken")})";
        source.Line($"var {reply} = await {call}.ConfigureAwait(false);");

        // Apart, because a reader may not be where something is awaited before C# 13.
        var read = Frame.Local(handler, "Read");
        source.Line($"{(handler.Result is null ? string.Empty : "return ")}{read}({reply}.Span);").Line();
        source.Open($"static {handler.Result?.SignatureName ?? "void"} {read}(global::System.ReadOnlySpan<byte> {reply})");
        source.Line($"var {reader} = new {Frame.Reader}({reply});");
        source.Line($"{reader}.BeginPayload({machine.Version}, {handler.Id});");
        if (handler.Result is { } result)
        {
            source.Line($"var {answer} = {FieldText.Read(reader, 1, result)};");
        }

        source.Line($"{reader}.End();");
        if (handler.Result is not null)
        {
            source.Line($"return {answer};");
        }

        source.Close().Close();
    }

    private static void EmitParameter(SourceWriter source, HandlerModel handler, ParameterModel parameter, string writer, string version)
    {
        var (name, described) = (Names.EscapeLocal(parameter.Name), $"The parameter {parameter.Name} of {handler.SchemaName}");
        if (parameter.Since <= 1 || parameter.Default is "" or "default")
        {
            source.Line(FieldText.WriteStatement(writer, parameter.Tag, parameter.Type, name, parameter.Since, described));
            return;
        }

        // Absent, it is what its declaration says, which need not be what is never written.
        source.Open($"if ({version} >= {parameter.Since})").Line($"{FieldText.Write(writer, parameter.Tag, parameter.Type, name)};").Close();
        source.Open($"else if (!global::System.Collections.Generic.EqualityComparer<{parameter.Type.Name}>.Default.Equals({name}, {parameter.Default}))");
        source.Line($"throw {writer}.NotYet({parameter.Since}, \"{described}\");").Close();
    }

    private static string Signature(HandlerModel handler, bool withDefaults = true)
    {
        var result = handler.Result is { } type ? $"<{type.SignatureName}>" : string.Empty;
        var parameters = new List<string>();

        // Only the last ones in a row: a parameter with a default must not stand before one without.
        var firstDefault = handler.Parameters.Count;
        while (withDefaults && firstDefault > 0 && handler.Parameters[firstDefault - 1].Default.Length > 0)
        {
            firstDefault--;
        }

        for (var i = 0; i < handler.Parameters.Count; i++)
        {
            var parameter = handler.Parameters[i];
            var declared = $"{parameter.Type.SignatureName} {Names.EscapeLocal(parameter.Name)}";
            parameters.Add(i >= firstDefault ? $"{declared} = {parameter.Default}" : declared);
        }

        if (handler.IsQuery)
        {
            parameters.Add($"global::PaxosGen.ReadConsistency {Frame.Local(handler, "consistency")} = {handler.Consistency}");
        }

        parameters.Add($"global::System.Threading.CancellationToken {Frame.Local(handler, "cancellationToken")} = default");
        return $"global::System.Threading.Tasks.ValueTask{result} {handler.ClientMethod}({string.Join(", ", parameters)})";
    }

    private static string Documentation(StateMachineModel machine, HandlerModel handler)
        => handler.Documentation.Length > 0 ? handler.Documentation
            : $"/// <summary>{(handler.IsQuery ? "Asks the query" : "Sends the command")} {handler.SchemaName} of <see cref=\"{machine.Name}\"/>.</summary>";
}
