using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>That something is changed: a variable is assigned, or a library is told to change an object.</summary>
/// <param name="Site">The whole assignment or call.</param>
/// <param name="Target">What is changed, as it is written.</param>
/// <param name="Objects">The objects that are changed: a set of <see cref="Origin"/>'s bits.</param>
/// <param name="Values">What is put there.</param>
/// <param name="IsCall">Whether a library changes it.</param>
internal sealed record Write(IOperation Site, IOperation Target, ulong Objects, IReadOnlyList<IOperation> Values, bool IsCall)
{
    /// <summary>All that a body changes and that is not its own.</summary>
    public static List<Write> Of(Body body, Origins origins)
    {
        var writes = new List<Write>();
        foreach (var operation in body.Operations())
        {
            Read(operation, origins, writes);
        }

        return writes;
    }

    private static void Read(IOperation operation, Origins origins, List<Write> writes)
    {
        switch (operation)
        {
            case IDeconstructionAssignmentOperation assignment:
                ReadTuple(assignment.Target, assignment, origins, writes);
                break;
            case IFieldInitializerOperation or IPropertyInitializerOperation:
                break;
            case IAssignmentOperation assignment:
                Add(assignment, assignment.Target, [assignment.Value], origins, writes);
                break;
            case IIncrementOrDecrementOperation increment:
                Add(increment, increment.Target, [], origins, writes);
                break;
            case IEventAssignmentOperation { EventReference: { } target } assignment when IsFieldLike(target):
                Add(assignment, target, [assignment.HandlerValue], origins, writes);
                break;
            case IArgumentOperation { Parameter: { RefKind: RefKind.Ref or RefKind.Out } parameter } argument when IsWritten(parameter, origins):
                Add(argument.Parent is IInvocationOperation ? argument.Parent : argument, argument.Value, [], origins, writes);
                break;
            case IInvocationOperation call when !origins.Model.Enters(call.TargetMethod):
                foreach (var changed in LibraryEffects.Changed(call))
                {
                    var objects = changed.Type?.IsValueType == true && !Traits.IsView(changed.Type) ? origins.Location(changed) : origins.Of(changed).Direct;
                    AddObjects(new Write(call, changed, objects, [.. call.Arguments.Select(static a => a.Value).Where(a => a != changed)], true), writes);
                }

                break;
        }
    }

    private static bool IsFieldLike(IOperation target)
        => target is IEventReferenceOperation { Event: { AddMethod: { } add } } && add.IsImplicitlyDeclared | add.DeclaringSyntaxReferences.IsEmpty;

    /// <summary>A method of the user's shows its assignments itself, except those of out parameters, which are sure.</summary>
    private static bool IsWritten(IParameterSymbol parameter, Origins origins)
        => parameter.RefKind == RefKind.Out || !origins.Model.Enters(parameter.ContainingSymbol);

    private static void ReadTuple(IOperation target, IOperation site, Origins origins, List<Write> writes)
    {
        if (target is ITupleOperation tuple)
        {
            foreach (var element in tuple.Elements)
            {
                ReadTuple(element, site, origins, writes);
            }
        }
        else
        {
            Add(site, target, [], origins, writes);
        }
    }

    private static void Add(IOperation site, IOperation target, IReadOnlyList<IOperation> values, Origins origins, List<Write> writes)
        => AddObjects(new Write(site, target, origins.Location(target), values, false), writes);

    private static void AddObjects(Write write, List<Write> writes)
    {
        if ((write.Objects & ~Origin.Own) != 0)
        {
            writes.Add(write);
        }
    }
}
