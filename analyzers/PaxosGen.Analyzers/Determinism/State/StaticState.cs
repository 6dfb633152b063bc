using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>PXG1007: what is static belongs to the process: others change it, and no snapshot has it.</summary>
internal sealed class StaticState(Model model) : Check
{
    private static readonly HashSet<string> Mutable =
    [
        "Random", "StringBuilder", "CancellationTokenSource", "MemoryCache", "StrongBox", "WeakReference", "Channel", "MemoryStream", "BitVector32", "TaskCompletionSource", "Timer",
    ];

    private readonly StaticWrites _written = new(model);

    public override ImmutableArray<OperationKind> Kinds { get; } = [];

    public override void Visit(IOperation operation, Body body)
    {
    }

    /// <summary>Whether a body runs once, before anybody can see what it sets.</summary>
    public static bool IsInitialization(Body body) => body.Member.Part == MemberPart.StaticInitializer || body.Method is { MethodKind: MethodKind.StaticConstructor };

    public override void Complete()
    {
        foreach (var facts in model.All())
        {
            if (IsInitialization(facts.Body))
            {
                continue;
            }

            foreach (var write in facts.Writes.Where(w => !IsDenied(w.Target)))
            {
                facts.Body.Report(new Finding(Rules.StaticState, Wording.Place(write), Wording.Quote(write), "keep what changes in a field of the state machine")
                {
                    // A query that does so is PXG1023.
                    Holds = visit => visit.Reach == Reach.Command && (write.Objects & model.ContextOf(visit).Static) != 0,
                });
            }

            foreach (var operation in facts.Body.Operations())
            {
                if (operation is IMemberReferenceOperation { Member: { IsStatic: true } and (IFieldSymbol or IPropertySymbol) } reference && !IsOnlyWritten(reference))
                {
                    Read(reference, facts.Body);
                }
                else if (operation is IEventReferenceOperation { Event: { IsStatic: true } raised, Parent: not IEventAssignmentOperation } && model.Enters(raised) && (!IsPrivate(raised) || _written.Find(raised.OriginalDefinition) is not null))
                {
                    facts.Body.Report(new Finding(Rules.StaticState, operation.Syntax.GetLocation(), raised.Name, "whoever has subscribed to it in this process is called; keep what happens in the state machine, and return it")
                    {
                        Related = _written.Find(raised.OriginalDefinition) is { } place ? [place] : [],
                    });
                }
            }
        }
    }

    /// <summary>A library's object that the lists have told of already, as <c>Random.Shared</c>.</summary>
    private bool IsDenied(IOperation target)
        => target is IMemberReferenceOperation { Member: { IsStatic: true } member } && !model.Enters(member) && model.Analysis.Apis.Find(member) is { Rule: not null };

    private void Read(IMemberReferenceOperation reference, Body body)
    {
        var member = reference.Member.OriginalDefinition;
        if (model.Enters(member) && Verdict(member) is { } verdict)
        {
            body.Report(new Finding(Rules.StaticState, reference.Syntax.GetLocation(), member.Name, verdict.Advice) { Severity = verdict.Severity, Related = verdict.Written is { } place ? [place] : [] });
        }
    }

    private (string Advice, DiagnosticSeverity? Severity, Location? Written)? Verdict(ISymbol member)
    {
        if (member is IFieldSymbol { IsConst: true } || (member is IPropertySymbol code && model.Traits.BackingField(code) is null))
        {
            return null;
        }

        var type = member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;
        if (Names.Has(member, "System.ThreadStaticAttribute") || type.Name is "ThreadLocal" or "AsyncLocal")
        {
            return ("each thread has one of its own; keep it in a field of the state machine", null, null);
        }

        if (!IsReadOnly(member))
        {
            var written = IsPrivate(member) ? _written.Find(member) : null;
            return IsPrivate(member) && written is null ? null : ("anybody can set it at any time; make it const or readonly, or a field of the state machine", null, written);
        }

        if (type is { Name: "Lazy" } && !model.Enters(type))
        {
            return ("it is computed by whoever asks first; compute it where it is declared", DiagnosticSeverity.Info, null);
        }

        if (!model.Traits.IsShared(type))
        {
            return null;
        }

        if (Mutable.Contains(type.Name) && !model.Enters(type))
        {
            return ("it changes with use, and no snapshot has it; keep it in a field of the state machine", null, null);
        }

        return _written.Find(member) is { } place ? ("it is changed after its initialisation; keep it in a field of the state machine", null, place) : null;
    }

    private static bool IsReadOnly(ISymbol member) => member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null };

    private static bool IsPrivate(ISymbol member)
        => member is IPropertySymbol { SetMethod: { } setter } ? setter.DeclaredAccessibility == Accessibility.Private : member.DeclaredAccessibility == Accessibility.Private;

    /// <summary>Assigned or changed here, which is a finding of its own.</summary>
    private bool IsOnlyWritten(IOperation reference) => reference.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == reference,
        IIncrementOrDecrementOperation or INameOfOperation => true,
        ITupleOperation { Parent: IDeconstructionAssignmentOperation assignment } tuple => assignment.Target == tuple,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
        IInvocationOperation call => !model.Enters(call.TargetMethod) && LibraryEffects.Changed(call).Contains(reference),
        _ => false,
    };
}
