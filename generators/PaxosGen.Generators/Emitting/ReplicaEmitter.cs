using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Emitting;

/// <summary>The typed replica: a running replica with a typed client.</summary>
internal static class ReplicaEmitter
{
    public static string Emit(StateMachineModel machine)
    {
        var name = ClientEmitter.Unescaped(machine);
        var source = Frame.Start(machine);
        source.Line($"/// <summary>A running Multi-Paxos replica of <see cref=\"{machine.Name}\"/>.</summary>");
        source.Line("/// <remarks>Thread-safe.</remarks>");
        source.Line(Frame.Generated);
        Frame.CarryOver(source, machine.Obsolete);
        source.Open($"{machine.Accessibility} sealed class {name}Replica : global::PaxosGen.ITypedReplica<{name}Replica>");
        source.Open($"private {name}Replica(global::PaxosGen.IReplicaHandle handle)");
        source.Line("Handle = handle;");
        source.Line($"Client = {name}Client.Create(handle.Client);");
        source.Close().Line();
        source.Line("/// <inheritdoc/>");
        source.Line($"public static global::PaxosGen.StateMachineSchema Schema => {name}Client.Schema;").Line();
        source.Line("/// <summary>A client of the cluster that this replica belongs to; disposed with the replica.</summary>");
        source.Line($"public {name}Client Client {{ get; }}").Line();
        source.Line("/// <summary>What the replica knows of itself and the cluster, now.</summary>");
        source.Line("public global::PaxosGen.ReplicaStatus Status => Handle.Status;").Line();
        source.Line("/// <inheritdoc/>");
        source.Line("public global::PaxosGen.IReplicaHandle Handle { get; }").Line();
        source.Line("/// <inheritdoc/>");
        source.Line($"public static {name}Replica Create(global::PaxosGen.IReplicaHandle handle) => new {name}Replica(handle);").Line();
        source.Line("/// <inheritdoc/>");
        if (machine.HasErrors)
        {
            source.Line($"public static global::PaxosGen.IReplicatedStateMachine CreateStateMachine() => {Frame.Refusal(machine)}").Line();
        }
        else
        {
            source.Line($"public static global::PaxosGen.IReplicatedStateMachine CreateStateMachine() => New<{machine.FullName}>();").Line();
        }

        source.Line("/// <summary>Stops taking calls, lets those in flight end, and stops.</summary>");
        source.Line("public global::System.Threading.Tasks.Task StopAsync(global::System.Threading.CancellationToken cancellationToken = default) => Handle.StopAsync(cancellationToken);").Line();
        source.Line("/// <inheritdoc/>");
        source.Line("public global::System.Threading.Tasks.ValueTask DisposeAsync() => Handle.DisposeAsync();");
        if (!machine.HasErrors)
        {
            source.Line();
            source.Line("private static TMachine New<TMachine>()").Indent();
            source.Line("where TMachine : global::PaxosGen.IReplicatedStateMachine<TMachine>").Line("=> TMachine.Create();").Unindent();
        }

        return source.CloseAll().ToString();
    }
}
