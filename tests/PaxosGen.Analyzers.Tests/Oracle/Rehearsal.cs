using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using PaxosGen.Wire;

namespace PaxosGen.Analyzers.Tests.Oracle;

/// <summary>
/// Runs state machines, and tells what became of them. <c>PaxosGen.Analyzers.Tests.dll ASSEMBLY CULTURE live|restored</c>
/// prints a line for each state machine: its name and the hash of its results and its state, or why there is none.
/// </summary>
/// <remarks>A restored one goes through a snapshot every few commands, and is the one that is asked queries.</remarks>
public static class Rehearsal
{
    private const int Commands = 120;

    /// <summary>Tests are run by their runner; this is for what they ask another process.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is not [var assembly, var culture, var history])
        {
            return 2;
        }

        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo(culture);
        foreach (var type in AssemblyLoadContext.Default.LoadFromAssemblyPath(assembly).GetTypes().OrderBy(static t => t.FullName, StringComparer.Ordinal))
        {
            if (type.GetCustomAttribute<ReplicatedStateMachineAttribute>() is not null)
            {
                Console.WriteLine($"{type.FullName} {Run(type, history == "restored")}");
            }
        }

        return 0;
    }

    private static string Run(Type type, bool restores)
    {
        var log = new StringBuilder();
        var arguments = new Arguments(42);
        try
        {
            var machine = Create(type);

            // One that the generator refuses says so here, before its commands look for hosts that are not there.
            Save(machine);
            var commands = Handlers<CommandAttribute>(type);
            var queries = Handlers<QueryAttribute>(type);
            for (var slot = 1; slot <= Commands; slot++)
            {
                log.Append(CultureInfo.InvariantCulture, $"{slot}: ");
                Append(log, Call(machine, commands[arguments.Below(commands.Length)], arguments, slot));
                log.Append('\n');
                if (restores)
                {
                    foreach (var query in queries)
                    {
                        Call(machine, query, new Arguments((ulong)slot), slot);
                    }

                    if (slot % 7 == 0)
                    {
                        machine = Restored(type, machine);
                    }
                }
            }

            return Convert.ToHexString(SHA256.HashData([.. Encoding.UTF8.GetBytes(log.ToString()), .. Save(machine)]));
        }
        // The generator refuses some, and for some arguments there is no value; it is said, and the test asks how many ran.
        catch (Exception e) when (e is NotSupportedException or MissingMethodException or TargetInvocationException or InvalidOperationException or NotImplementedException)
        {
            return $"none: {(e as TargetInvocationException)?.InnerException?.Message ?? e.Message}".ReplaceLineEndings(" ");
        }
    }

    private static IReplicatedStateMachine Create(Type type)
        => (type.GetMethod("Create", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, []) is { } create && create.ReturnType == type
            ? create.Invoke(null, [])
            : Activator.CreateInstance(type, nonPublic: true)) as IReplicatedStateMachine ?? throw new NotSupportedException("nothing is generated for it");

    private static IReplicatedStateMachine Restored(Type type, IReplicatedStateMachine machine)
    {
        var snapshot = new CanonicalWriter();
        try
        {
            machine.Save(snapshot, 1);
        }
        catch (ArgumentException)
        {
            return machine; // A value that no snapshot may hold, as a local time.
        }

        var restored = Create(type);
        restored.Load(snapshot.WrittenSpan);
        return restored;
    }

    private static byte[] Save(IReplicatedStateMachine machine)
    {
        var writer = new CanonicalWriter();
        try
        {
            machine.Save(writer, 1);
            return writer.ToArray();
        }
        catch (ArgumentException e)
        {
            return Encoding.UTF8.GetBytes(e.GetType().Name);
        }
    }

    private static MethodInfo[] Handlers<TAttribute>(Type type)
        where TAttribute : Attribute
        => [.. type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(static m => m.GetCustomAttribute<TAttribute>() is not null)
            .OrderBy(static m => m.Name, StringComparer.Ordinal)];

    private static object? Call(object machine, MethodInfo handler, Arguments arguments, int slot)
    {
        var context = CommandContext.For(slot, new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero).AddSeconds(slot), seed: (ulong)slot);
        var values = handler.GetParameters().Select(p => p.ParameterType == typeof(CommandContext) ? context : arguments.Make(p.ParameterType)).ToArray();
        try
        {
            return handler.Invoke(machine, values);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            return inner.GetType().Name;
        }
    }

    private static void Append(StringBuilder log, object? value)
    {
        switch (value)
        {
            case null:
                log.Append("null");
                break;
            case string text:
                log.Append(text);
                break;
            case IEnumerable items:
                log.Append('[');
                foreach (var item in items)
                {
                    Append(log, item);
                    log.Append(',');
                }

                log.Append(']');
                break;
            case IFormattable number:
                log.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                log.Append(value.GetType().Name);
                foreach (var property in value.GetType().GetProperties().Where(static p => p.GetIndexParameters().Length == 0).OrderBy(static p => p.Name, StringComparer.Ordinal))
                {
                    log.Append(CultureInfo.InvariantCulture, $" {property.Name}=");
                    Append(log, property.GetValue(value));
                }

                break;
        }
    }
}
