using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>
/// PXG1013: what takes a time without an offset for a local one, or makes a local one of it, unless it is evidently UTC.
/// The members that always ask for the machine's time zone are in the lists.
/// </summary>
internal sealed class TimeZones : Check
{
    /// <summary>Values of DateTimeStyles: the enumeration is stable, and names cost a look-up.</summary>
    private const int AdjustToUniversal = 16;
    private const int AssumeUniversal = 64;
    private const int RoundtripKind = 128;

    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.Conversion, OperationKind.MethodReference];

    public override void Visit(IOperation operation, Body body)
    {
        switch (operation)
        {
            case IConversionOperation { OperatorMethod: { } converter } conversion when IsDateTimeOffset(converter.ContainingType) && !IsUtc(conversion.Operand):
                body.Report(Rules.TimeZone, conversion, "DateTime → DateTimeOffset", "a time that is not marked as UTC gets the machine's offset: use new DateTimeOffset(time, TimeSpan.Zero)");
                break;
            case IObjectCreationOperation { Arguments.Length: 1 } creation
                when IsDateTimeOffset(creation.Type) && creation.Arguments[0].Value is { Type.SpecialType: SpecialType.System_DateTime } time && !IsUtc(time):
                body.Report(Rules.TimeZone, creation, "new DateTimeOffset(DateTime)", "a time that is not marked as UTC gets the machine's offset: pass TimeSpan.Zero, too");
                break;
            case IInvocationOperation { TargetMethod: { Name: "ToUniversalTime" or "ToFileTime", ContainingType.SpecialType: SpecialType.System_DateTime } method, Instance: { } instance } call when !IsUtc(instance):
                body.Report(Rules.TimeZone, call, Names.InMessage(method), "a time that is not marked as UTC is taken for a local one: use DateTime.SpecifyKind(time, DateTimeKind.Utc)");
                break;
            case IInvocationOperation call:
                ReadParse(call.TargetMethod, call.Arguments, call, body);
                break;
            case IMethodReferenceOperation reference:
                ReadParse(reference.Method, [], reference, body);
                break;
        }
    }

    private static void ReadParse(IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments, IOperation operation, Body body)
    {
        var isOffset = IsDateTimeOffset(method.ContainingType);
        if (method.Name is not ("Parse" or "TryParse" or "ParseExact" or "TryParseExact") || (!isOffset && method.ContainingType?.SpecialType != SpecialType.System_DateTime))
        {
            return;
        }

        if (arguments.FirstOrDefault(static a => a.Parameter?.Type.Name == "DateTimeStyles" && a.ArgumentKind == ArgumentKind.Explicit) is { } styles)
        {
            if (styles.Value.ConstantValue is not { HasValue: true, Value: int value } || (value & (isOffset ? AssumeUniversal : AdjustToUniversal | RoundtripKind)) != 0)
            {
                return;
            }
        }

        // A format without an offset gives a time without a kind; with one, the instant that is written.
        if (FormatOf(arguments) is { } format && (format.Length == 1 ? isOffset ? format is "O" or "o" or "R" or "r" or "u" : format is "s" : HasOffset(format) == isOffset))
        {
            return;
        }

        body.Report(
            Rules.TimeZone,
            operation,
            Names.InMessage(method),
            isOffset ? "a time that is written without an offset gets the machine's: pass DateTimeStyles.AssumeUniversal" : "a time that is written with an offset is converted to the machine's: pass DateTimeStyles.RoundtripKind or AdjustToUniversal",
            DiagnosticSeverity.Warning);
    }

    private static string? FormatOf(ImmutableArray<IArgumentOperation> arguments)
        => arguments.FirstOrDefault(static a => a.Parameter?.Name == "format")?.Value is { ConstantValue: { HasValue: true, Value: string format } } ? format : null;

    private static bool HasOffset(string format) => format.IndexOf('z') >= 0 || format.IndexOf('K') >= 0;

    /// <summary>Whether a time shows that it is UTC.</summary>
    private static bool IsUtc(IOperation time)
    {
        switch (time)
        {
            case IPropertyReferenceOperation { Property.Name: "UtcDateTime" or "UtcNow" } or IFieldReferenceOperation { Field.Name: "UnixEpoch" }:
                return true;
            case IPropertyReferenceOperation { Property: { Name: "Date", ContainingType.SpecialType: SpecialType.System_DateTime }, Instance: { } instance }:
                return IsUtc(instance);
            case IInvocationOperation { TargetMethod: { Name: "ToUniversalTime", ContainingType.SpecialType: SpecialType.System_DateTime } }:
                return true; // The conversion is looked at by itself.
            case IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_DateTime, IsStatic: false }, Instance: { } earlier }:
                return IsUtc(earlier); // Add and its like keep the kind.
            case IInvocationOperation call:
                return call.Arguments.Any(static a => IsUtcKind(a.Value));
            case IObjectCreationOperation creation:
                return creation.Arguments.Any(static a => IsUtcKind(a.Value));
            case IBinaryOperation { LeftOperand: { Type.SpecialType: SpecialType.System_DateTime } left }:
                return IsUtc(left);
            case IParenthesizedOperation parenthesized:
                return IsUtc(parenthesized.Operand);
            case ILocalReferenceOperation local:
                return InitializerOf(local) is { } value && value is not ILocalReferenceOperation && IsUtc(value);
            default:
                return false;
        }
    }

    private static bool IsUtcKind(IOperation value)
        => value is IFieldReferenceOperation { Field: { Name: "Utc", ContainingType.Name: "DateTimeKind" } } or { Type.Name: "DateTimeStyles", ConstantValue: { HasValue: true, Value: int and (>= AdjustToUniversal) } };

    /// <summary>What a variable is declared with, in the code around its use.</summary>
    private static IOperation? InitializerOf(ILocalReferenceOperation local)
    {
        var declaration = local.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        for (var parent = local.Parent; declaration is not null && parent is not null; parent = parent.Parent)
        {
            if (parent is not IBlockOperation block)
            {
                continue;
            }

            foreach (var statement in block.Operations)
            {
                if (statement is IVariableDeclarationGroupOperation group)
                {
                    foreach (var declarator in group.Declarations.SelectMany(static d => d.Declarators))
                    {
                        if (declarator.Syntax == declaration)
                        {
                            return declarator.GetVariableInitializer()?.Value;
                        }
                    }
                }
            }
        }

        return null;
    }

    private static bool IsDateTimeOffset(ITypeSymbol? type) => SymbolNames.Is(type, "System", "DateTimeOffset");
}
