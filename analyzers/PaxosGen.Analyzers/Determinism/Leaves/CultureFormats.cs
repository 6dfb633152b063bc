using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>PXG1012: values that are turned to text, or read from it, without saying by which culture.</summary>
internal sealed class CultureFormats : Check
{
    private const string Advice = "pass CultureInfo.InvariantCulture";
    private const string InterpolationAdvice = "use string.Create(CultureInfo.InvariantCulture, $\"…\")";

    public override ImmutableArray<OperationKind> Kinds { get; } =
        [OperationKind.Invocation, OperationKind.Interpolation, OperationKind.InterpolatedStringAppendFormatted, OperationKind.Binary, OperationKind.CompoundAssignment];

    public override void Visit(IOperation operation, Body body)
    {
        switch (operation)
        {
            case IInvocationOperation call when !HasProvider(call.Arguments):
                ReadCall(call, body);
                break;
            case IInterpolationOperation hole when IsFormatted(hole.Expression, FormatOf(hole.FormatString)) && !IsFormattable(hole):
                body.Report(Rules.CultureFormat, hole, hole.Expression.Syntax.ToString(), InterpolationAdvice);
                break;
            case IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: { IsEmpty: false } arguments } } append
                when IsFormatted(arguments[0].Value, TextOf(arguments, "format")) && !HasProviderAbove(append):
                body.Report(Rules.CultureFormat, append, arguments[0].Value.Syntax.ToString(), InterpolationAdvice);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                ReadOperand(sum.LeftOperand, body);
                ReadOperand(sum.RightOperand, body);
                break;
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                ReadOperand(sum.Value, body);
                break;
        }
    }

    private static void ReadOperand(IOperation operand, Body body)
    {
        if (operand.ConstantValue is not { HasValue: true } && IsFormatted(operand, null))
        {
            body.Report(Rules.CultureFormat, operand, operand.Syntax.ToString(), "write ToString(CultureInfo.InvariantCulture)");
        }
    }

    private static void ReadCall(IInvocationOperation call, Body body)
    {
        var method = call.TargetMethod;
        if (body.Analysis.Sources.Has(method) || method.ContainingType is not { } type)
        {
            return;
        }

        var isCultural = method.Name switch
        {
            "ToString" => call.Instance is { } instance && method.Parameters.Length < 2 && IsFormatted(instance, TextOf(call.Arguments, "format")),
            "TryFormat" => call.Instance is { } instance && IsFormatted(instance, TextOf(call.Arguments, "format")),
            "Parse" or "TryParse" or "ParseExact" or "TryParseExact" => IsParsed(type, call.Arguments),
            "Format" or "Concat" or "Join" when type.SpecialType == SpecialType.System_String => AnyFormatted(call.Arguments, method.Name == "Format" ? TextOf(call.Arguments, "format") : null),
            "AppendFormat" or "AppendJoin" or "Append" or "Insert" when type.Name == "StringBuilder" => AnyFormatted(call.Arguments, TextOf(call.Arguments, "format")),
            _ => false,
        };
        if (isCultural)
        {
            body.Report(Rules.CultureFormat, call, Names.InMessage(method), Advice);
        }
    }

    private static bool IsParsed(INamedTypeSymbol type, ImmutableArray<IArgumentOperation> arguments)
    {
        if (CulturalTypes.IsInteger(type))
        {
            // Digits are read alike everywhere; separators and currency signs are not.
            return arguments.Any(static a => a.Parameter?.Type.Name == "NumberStyles" && a.Value.ConstantValue is { HasValue: true, Value: int styles } && (styles & 0x1E0) != 0);
        }

        return CulturalTypes.HasText(type);
    }

    private static bool AnyFormatted(ImmutableArray<IArgumentOperation> arguments, string? format)
    {
        foreach (var argument in arguments)
        {
            var value = argument.Value;
            if (value is IConversionOperation { Operand: { } converted } conversion && (conversion.IsImplicit || IsBoxing(conversion)))
            {
                value = converted;
            }

            if (value is IArrayCreationOperation { Initializer: { } initializer })
            {
                if (initializer.ElementValues.Any(v => IsFormatted(v, HoleOf(format))))
                {
                    return true;
                }
            }
            else if (argument.Parameter?.Type.SpecialType == SpecialType.System_Object && IsFormatted(value, HoleOf(format)) || ElementOf(value.Type) is { } element && CulturalTypes.IsFormatted(element, null))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first format in the holes of a composite format.</summary>
    private static string? HoleOf(string? format)
    {
        var start = format?.IndexOf(':') ?? -1;
        var end = start < 0 ? -1 : format!.IndexOf('}', start);
        return end < 0 ? null : format!.Substring(start + 1, end - start - 1);
    }

    /// <summary>What a sequence consists of that is written element by element.</summary>
    private static ITypeSymbol? ElementOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { SpecialType: not SpecialType.System_String } named => (named.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T ? named : named.AllInterfaces.FirstOrDefault(static i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T))?.TypeArguments[0],
        _ => null,
    };

    private static bool IsFormatted(IOperation value, string? format)
    {
        while (value is IConversionOperation { Operand: { Type: not null } operand } conversion && (conversion.IsImplicit || IsBoxing(conversion)))
        {
            value = operand;
        }

        return value.ConstantValue is not { HasValue: true, Value: string or char or bool or null } && value.Type is { } type && CulturalTypes.IsFormatted(type, format);
    }

    /// <summary>(object)number is still written as a number.</summary>
    private static bool IsBoxing(IConversionOperation conversion) => conversion is { OperatorMethod: null, Type.IsReferenceType: true, Operand.Type.IsValueType: true };

    private static bool HasProvider(ImmutableArray<IArgumentOperation> arguments)
        => arguments.Any(static a => a.ArgumentKind == ArgumentKind.Explicit && a.Value is not (IDefaultValueOperation or { ConstantValue.HasValue: true } or IConversionOperation { Operand.ConstantValue.HasValue: true })
            && a.Parameter?.Type is { } type && (type.Name == nameof(IFormatProvider) || type.AllInterfaces.Any(static i => i.Name == nameof(IFormatProvider))));

    private static bool HasProviderAbove(IOperation append)
    {
        for (var parent = append.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInterpolatedStringHandlerCreationOperation { HandlerCreation: IObjectCreationOperation creation })
            {
                return HasProvider(creation.Arguments) || (creation.Type is { } handler && SymbolNames.IsIn(handler, "System.Diagnostics"));
            }
        }

        return false;
    }

    /// <summary>Whether the text is made later, by whoever knows the culture.</summary>
    private static bool IsFormattable(IInterpolationOperation hole)
        => hole.Parent?.Parent is IConversionOperation { Type.Name: nameof(FormattableString) or nameof(IFormattable) };

    private static string? TextOf(ImmutableArray<IArgumentOperation> arguments, string parameter)
    {
        var value = arguments.FirstOrDefault(a => a.Parameter?.Name == parameter)?.Value;
        while (value is IConversionOperation { Operand: { } operand })
        {
            value = operand;
        }

        return FormatOf(value);
    }

    private static string? FormatOf(IOperation? text) => text is { ConstantValue: { HasValue: true, Value: string format } } ? format : null;
}
