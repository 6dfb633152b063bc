using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>PXG1025: state that no snapshot brings back as it was: code, handles, identities and ties.</summary>
internal sealed class SnapshotShape(Model model) : Check
{
    private static readonly HashSet<string> Handles =
    [
        "Task", "ValueTask", "TaskCompletionSource", "Lazy", "WeakReference", "CancellationToken", "CancellationTokenSource", "CancellationTokenRegistration", "Thread", "Timer", "PeriodicTimer", "ITimer", "Stopwatch", "SemaphoreSlim",
        "Semaphore", "Mutex", "ManualResetEvent", "ManualResetEventSlim", "AutoResetEvent", "CountdownEvent", "Barrier", "ReaderWriterLockSlim", "ThreadLocal", "AsyncLocal", "ConditionalWeakTable", "Channel", "ChannelReader", "ChannelWriter",
        "GCHandle", "IntPtr", "UIntPtr", "TimeProvider", "IServiceProvider", "HttpClient", "ILogger", "IConfiguration", "Process", "IEnumerator", "ExpandoObject", "IObservable", "IObserver", "IDisposable", "SafeHandle",
    ];

    private static readonly HashSet<string> HashTables =
    [
        "Dictionary", "HashSet", "OrderedDictionary", "ImmutableDictionary", "ImmutableHashSet", "FrozenDictionary", "FrozenSet", "ConcurrentDictionary", "Hashtable", "IDictionary", "ISet", "IReadOnlyDictionary", "IReadOnlySet",
    ];

    private readonly Ties _ties = new(model);
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    public override ImmutableArray<OperationKind> Kinds { get; } = [];

    public override void Visit(IOperation operation, Body body)
    {
    }

    public override void Complete()
    {
        foreach (var machine in model.Analysis.Machines)
        {
            var body = machine.Type.InstanceConstructors.Select(c => model.Analysis.Commands!.Find(Member.Of(c))).FirstOrDefault(static v => v is not null)?.Body;
            if (body is not null)
            {
                VisitType(machine.Type, body);
            }
        }
    }

    /// <summary>The fields of the state machine, and of every type of this compilation that they can hold.</summary>
    private void VisitType(INamedTypeSymbol machine, Body body)
    {
        var open = new Stack<INamedTypeSymbol>([machine]);
        while (open.Count > 0)
        {
            var type = open.Pop();
            if (!_seen.Add(type.OriginalDefinition))
            {
                continue;
            }

            foreach (var member in type.OriginalDefinition.GetMembers())
            {
                if (member is IEventSymbol { IsStatic: false, AddMethod.IsImplicitlyDeclared: true } code && !Traits.IsNotReplicated(code) && Names.LocationOf(code) is { } place)
                {
                    body.Report(new Finding(Rules.SnapshotUnsafe, place, code.Name, "a snapshot has no code; let callers act on results, or mark it [NotReplicated] if no result depends on it"));
                }
            }

            foreach (var field in Traits.Fields(type.OriginalDefinition))
            {
                var member = field.AssociatedSymbol ?? field;
                if (model.Enters(member) && !Traits.IsNotReplicated(member) && Names.LocationOf(member) is { } place)
                {
                    VisitField(member, field.Type, place, body);
                    PushTypes(field.Type, open);
                }
            }
        }
    }

    private void PushTypes(ITypeSymbol? type, Stack<INamedTypeSymbol> open)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                PushTypes(array.ElementType, open);
                break;
            case INamedTypeSymbol { TypeKind: not TypeKind.Delegate and not TypeKind.Enum } named:
                if (model.Enters(named) && !Names.Has(named, Names.Codec))
                {
                    open.Push(named);
                }

                foreach (var argument in named.TypeArguments)
                {
                    PushTypes(argument, open);
                }

                break;
        }
    }

    private void VisitField(ISymbol member, ITypeSymbol type, Location place, Body body)
    {
        if (Problem(type, 0) is { } problem)
        {
            body.Report(new Finding(Rules.SnapshotUnsafe, place, member.Name, problem));
        }
        else if (IdentityKey(type) is { } key && !_ties.HasComparer(member))
        {
            body.Report(new Finding(Rules.SnapshotUnsafe, place, member.Name, $"'{Names.InMessage(key)}' has no Equals of its own, so that a restored key is another one; use a value as the key"));
        }
        else if (_ties.ComparesReferences(member) is { } comparer)
        {
            body.Report(new Finding(Rules.SnapshotUnsafe, place, member.Name, "it compares references, and restored objects are others; compare values") { Related = [comparer] });
        }
        else if (Unknown(member, type) is { } unknown)
        {
            body.Report(new Finding(Rules.SnapshotUnsafe, place, member.Name, unknown) { Severity = DiagnosticSeverity.Info });
        }
        else if (IsRandom(type))
        {
            body.Report(new Finding(Rules.SnapshotUnsafe, place, member.Name, "no snapshot tells how far its sequence has come; use context.Random") { Severity = DiagnosticSeverity.Info });
        }
        else if (_ties.Find(member, type) is { } uses)
        {
            body.Report(new Finding(Rules.SnapshotUnsafe, place, member.Name, "which of two equal priorities leaves first depends on what was in it before; add a sequence number to the priority")
            {
                // PaxosGen's own snapshots keep the order of the heap; a copy made by other means does not.
                Severity = DiagnosticSeverity.Info,
                Related = uses,
            });
        }
    }

    /// <summary>Types that do not tell what is in them. Something to lock on is no state.</summary>
    private string? Unknown(ISymbol member, ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Dynamic } or { SpecialType: SpecialType.System_Object } when member is not IFieldSymbol { IsReadOnly: true } => "a snapshot does not know what is in it; use the type that it really has",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } named when model.Enters(named) && !Names.Has(named, Names.Union) && !Names.Has(named, Names.Codec) => "a snapshot does not know which implementation it is; list them with [Union]",
        _ when Traits.IsSequence(type) => "a snapshot has no code that runs later; keep an array or a List",
        _ => null,
    };

    private static bool IsRandom(ITypeSymbol type) => type is { Name: "Random", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private string? Problem(ITypeSymbol type, int depth)
    {
        switch (type)
        {
            case { TypeKind: TypeKind.Delegate }:
                return "a snapshot has no code; keep the data that it works on, or an enum that selects it";
            case IArrayTypeSymbol array when depth < 10:
                return Problem(array.ElementType, depth + 1);
            case INamedTypeSymbol named when !model.Enters(named):
                if (Handles.Contains(named.Name) || Traits.DerivesFrom(named, "Stream", "System.IO") || Traits.DerivesFrom(named, "DbContext", "Microsoft.EntityFrameworkCore") || Traits.DerivesFrom(named, "SafeHandle", "System.Runtime.InteropServices"))
                {
                    return "it is bound to the process and in no snapshot; keep plain data, or mark it [NotReplicated] if no result depends on it";
                }

                return depth < 10 ? named.TypeArguments.Select(a => Problem(a, depth + 1)).FirstOrDefault(static p => p is not null) : null;
            default:
                return null;
        }
    }

    /// <summary>The type of keys that a hash table tells apart by identity.</summary>
    private ITypeSymbol? IdentityKey(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named)
        {
            return type is IArrayTypeSymbol array ? IdentityKey(array.ElementType) : null;
        }

        if (!model.Enters(named) && HashTables.Contains(named.Name) && named.TypeArguments.Length > 0 && IsIdentity(named.TypeArguments[0], 0))
        {
            return named.TypeArguments[0];
        }

        return model.Enters(named) ? null : named.TypeArguments.Select(IdentityKey).FirstOrDefault(static t => t is not null);
    }

    private bool IsIdentity(ITypeSymbol type, int depth)
    {
        if (type is IArrayTypeSymbol or { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Delegate })
        {
            return true;
        }

        if (type is not INamedTypeSymbol named || depth > 5)
        {
            return false;
        }

        if (!model.Enters(named))
        {
            return (Traits.IsCollection(named) && named.TypeKind == TypeKind.Class) || ((named.IsTupleType || named.Name is "Tuple" or "Nullable") && named.TypeArguments.Any(a => IsIdentity(a, depth + 1)));
        }

        var overrides = OverridesEquals(named);
        return named.TypeKind switch
        {
            TypeKind.Class when named.IsRecord => !HasOwnEquals(named) && Traits.Fields(named).Any(f => IsIdentity(f.Type, depth + 1)),
            TypeKind.Class => !overrides && !named.IsAbstract,
            TypeKind.Struct => !overrides && !HasOwnEquals(named) && Traits.Fields(named).Any(f => IsIdentity(f.Type, depth + 1)),
            _ => false,
        };
    }

    private static bool OverridesEquals(INamedTypeSymbol type)
    {
        for (var current = type; current is not null && current.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); current = current.BaseType)
        {
            if (current.GetMembers("Equals").OfType<IMethodSymbol>().Any(static m => m is { IsOverride: true, IsImplicitlyDeclared: false } && m.Parameters.Length == 1 && m.Parameters[0].Type.SpecialType == SpecialType.System_Object))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasOwnEquals(INamedTypeSymbol type)
        => type.GetMembers("Equals").OfType<IMethodSymbol>().Any(static m => !m.IsImplicitlyDeclared && m.Parameters.Length == 1);
}
