using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>PXG1015 and PXG1017: stack memory that is not zeroed, addresses as numbers, and sizes that differ by platform.</summary>
internal sealed class RawMemory : Check
{
    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.None, OperationKind.Conversion, OperationKind.SizeOf];

    public override void Visit(IOperation operation, Body body)
    {
        switch (operation)
        {
            case ISizeOfOperation { TypeOperand: { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } or { TypeKind: TypeKind.Pointer } } size:
                body.Report(Rules.Platform, size, size.Syntax.ToString(), "pointers have another size on another processor: use a type of a fixed size");
                break;
            case IConversionOperation { Operand.Type.TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer, Type: { TypeKind: not (TypeKind.Pointer or TypeKind.FunctionPointer) } } conversion:
                body.Report(Rules.RawMemory, conversion, conversion.Syntax.ToString(), "an address is another number in each process: use an index");
                break;
            case { Syntax: StackAllocArrayCreationExpressionSyntax { Initializer: null } } when SkipsInitialization(body):
                body.Report(Rules.RawMemory, operation, operation.Syntax.ToString(), "with [SkipLocalsInit] it holds what the stack held before: clear it, or remove the attribute");
                break;
        }
    }

    private static bool SkipsInitialization(Body body)
    {
        for (ISymbol? symbol = body.Member.Symbol; symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (IsMarked(symbol))
            {
                return true;
            }
        }

        return IsMarked(body.Compilation.SourceModule);
    }

    private static bool IsMarked(ISymbol symbol) => symbol.GetAttributes().Any(static a => a.AttributeClass is { Name: "SkipLocalsInitAttribute" });
}
