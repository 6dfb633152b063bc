using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>How fields with collections are made and used, in all that handlers reach: their comparers, and their priorities.</summary>
internal sealed class Ties(Model model)
{
    private Dictionary<ISymbol, List<IOperation>>? _values;
    private Dictionary<ISymbol, List<IInvocationOperation>>? _uses;
    private readonly HashSet<ISymbol> _mentioned = new(SymbolEqualityComparer.Default);

    /// <summary>Whether it is made with a comparer, which then compares by value.</summary>
    public bool HasComparer(ISymbol member) => Comparers(member).Any(static c => !IsReferences(c));

    /// <summary>Where it is made with a comparer of references.</summary>
    public Location? ComparesReferences(ISymbol member) => Comparers(member).FirstOrDefault(IsReferences)?.Syntax.GetLocation();

    /// <summary>Where a priority queue is used whose priorities can be equal; null if it is none.</summary>
    public ImmutableArray<Location>? Find(ISymbol member, ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { Name: "PriorityQueue", TypeArguments.Length: 2 } queue || IsSequenced(queue.TypeArguments[1]) || Comparers(member).Any())
        {
            return null;
        }

        Read();
        if (!_mentioned.Contains(member.OriginalDefinition) && !Names.Has(member.ContainingType, Names.Attribute))
        {
            return null; // A part of data that handlers only pass on: nothing leaves the queue.
        }

        var uses = _uses!.TryGetValue(member, out var found) ? found : [];
        var added = uses.Where(static u => u.TargetMethod.Name is "Enqueue" or "EnqueueDequeue" or "DequeueEnqueue").ToList();
        return added.Count > 0 && added.All(IsUnique) ? null : [.. uses.Select(static u => u.Syntax.GetLocation())];
    }

    /// <summary>Priorities of several parts are made so that they differ.</summary>
    private bool IsSequenced(ITypeSymbol priority)
        => priority.IsTupleType || priority.SpecialType == SpecialType.System_String || priority.Name is "Guid" || (model.Enters(priority) && priority.TypeKind is TypeKind.Struct or TypeKind.Class);

    /// <summary>The priority is a counter, or the element itself.</summary>
    private static bool IsUnique(IInvocationOperation enqueue)
    {
        var priority = Unconverted(enqueue.Arguments.FirstOrDefault(static a => a.Parameter?.Name == "priority")?.Value);
        var element = Unconverted(enqueue.Arguments.FirstOrDefault(static a => a.Parameter?.Name == "element")?.Value);
        return priority is IIncrementOrDecrementOperation
            || priority is IPropertyReferenceOperation { Property: { Name: "Slot", ContainingType.Name: "CommandContext" } }
            || (priority is not null && element is not null && priority.Syntax.IsEquivalentTo(element.Syntax));
    }

    private static IOperation? Unconverted(IOperation? value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    private IEnumerable<IOperation> Comparers(ISymbol member)
    {
        Read();
        foreach (var value in _values!.TryGetValue(member, out var values) ? values : [])
        {
            var arguments = Unconverted(value) switch
            {
                IObjectCreationOperation creation => creation.Arguments,
                IInvocationOperation call => call.Arguments,
                _ => [],
            };
            foreach (var argument in arguments)
            {
                if (argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Type.Name: "IEqualityComparer" or "IComparer" } && Unconverted(argument.Value) is { ConstantValue.HasValue: false } comparer)
                {
                    yield return comparer;
                }
            }
        }
    }

    private static bool IsReferences(IOperation comparer) => comparer.Type?.Name == "ReferenceEqualityComparer";

    private void Read()
    {
        if (_values is not null)
        {
            return;
        }

        _values = new(SymbolEqualityComparer.Default);
        _uses = new(SymbolEqualityComparer.Default);
        foreach (var facts in model.All())
        {
            foreach (var operation in facts.Body.Operations())
            {
                if (operation is IMemberReferenceOperation mentioned && !(operation.Parent is IAssignmentOperation { Target: var written } && written == operation))
                {
                    _mentioned.Add(mentioned.Member.OriginalDefinition);
                }

                switch (operation)
                {
                    case IFieldInitializerOperation initializer:
                        foreach (var field in initializer.InitializedFields)
                        {
                            Add(_values, field, initializer.Value);
                        }

                        break;
                    case IPropertyInitializerOperation initializer:
                        foreach (var property in initializer.InitializedProperties)
                        {
                            Add(_values, property, initializer.Value);
                        }

                        break;
                    case ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } assignment:
                        Add(_values, target.Member, assignment.Value);
                        break;
                    case IInvocationOperation { Instance: IMemberReferenceOperation instance } call when !model.Enters(call.TargetMethod):
                        Add(_uses, instance.Member, call);
                        break;
                }
            }
        }
    }

    private static void Add<T>(Dictionary<ISymbol, List<T>> index, ISymbol member, T value)
    {
        member = member.OriginalDefinition;
        if (!index.TryGetValue(member, out var list))
        {
            index.Add(member, list = []);
        }

        list.Add(value);
    }
}
