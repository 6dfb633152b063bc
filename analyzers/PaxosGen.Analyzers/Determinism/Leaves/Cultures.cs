using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>PXG1003: which culture the machine has, as a value. To format by it is PXG1012.</summary>
internal sealed class Cultures : Check
{
    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.PropertyReference];

    public override void Visit(IOperation operation, Body body)
    {
        if (operation is IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_String or SpecialType.System_Int32 } property, Instance: IPropertyReferenceOperation { Property: { IsStatic: true, Name: "CurrentCulture" or "CurrentUICulture" or "InstalledUICulture" } } culture }
            && SymbolNames.Is(culture.Property.ContainingType, "System.Globalization", "CultureInfo"))
        {
            body.Report(Rules.Environment, operation, $"{culture.Property.Name}.{property.Name}", "send it as an argument of the command, or keep it in the state");
        }
    }
}
