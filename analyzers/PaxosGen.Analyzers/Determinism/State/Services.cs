using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>PXG1022: what a host gives a state machine when it makes one is another thing on each replica, unless it is data.</summary>
internal sealed class Services(Model model) : Check
{
    private static readonly HashSet<string> Data =
    [
        "Uri", "Version", "Type", "CultureInfo", "Encoding", "StringComparer", "BigInteger", "Regex", "StringBuilder", "Tuple", "Nullable", "IPAddress", "IPEndPoint", "EndPoint", "KeyValuePair", "Lazy",
        "IComparer", "IEqualityComparer", "IComparable", "IEquatable", "IFormattable", "IFormatProvider", "NumberFormatInfo", "JsonDocument", "JsonElement", "ITuple",
    ];

    private static readonly HashSet<string> ServiceStructs = ["CancellationToken", "CancellationTokenRegistration"];

    private readonly Dictionary<ITypeSymbol, bool> _isService = new(SymbolEqualityComparer.Default);

    public override ImmutableArray<OperationKind> Kinds { get; } = [];

    public override void Visit(IOperation operation, Body body)
    {
    }

    public override void Complete()
    {
        foreach (var machine in model.Analysis.Machines)
        {
            foreach (var constructor in machine.Type.InstanceConstructors)
            {
                if (model.Analysis.Commands!.Find(Member.Of(constructor)) is not { } visit)
                {
                    continue;
                }

                foreach (var parameter in constructor.Parameters)
                {
                    if (IsService(parameter.Type) && Names.LocationOf(parameter) is { } place)
                    {
                        visit.Body.Report(new Finding(Rules.Service, place, $"{Names.InMessage(parameter.Type)} {parameter.Name}", "pass what it says as arguments of commands"));
                    }
                }
            }
        }
    }

    private bool IsService(ITypeSymbol type)
    {
        if (!_isService.TryGetValue(type, out var isService))
        {
            _isService.Add(type, false); // A type that contains itself is as the rest of it is.
            _isService[type] = isService = Look(type);
        }

        return isService;
    }

    private bool Look(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return IsService(array.ElementType);
            case { TypeKind: TypeKind.Delegate or TypeKind.Dynamic }:
                return true;
            case { TypeKind: TypeKind.Enum or TypeKind.TypeParameter or TypeKind.Error } or { SpecialType: not SpecialType.None and not SpecialType.System_Object and not SpecialType.System_IDisposable and not SpecialType.System_Delegate and not SpecialType.System_IAsyncResult }:
                return false;
            case INamedTypeSymbol named when model.Enters(named):
                return IsOwnService(named);
            case INamedTypeSymbol named:
                return named.IsValueType
                    ? ServiceStructs.Contains(named.Name) || named.TypeArguments.Any(IsService)
                    : Traits.IsCollection(named) || Traits.IsImmutableCollection(named) || Traits.IsSequence(named) || Data.Contains(named.Name) ? named.TypeArguments.Any(IsService) : !IsMarked(named);
            default:
                return false;
        }
    }

    /// <summary>A type of another project's that is known to be data.</summary>
    private static bool IsMarked(INamedTypeSymbol type) => type.IsRecord || Names.Has(type, Names.Replicated) || Names.Has(type, Names.Codec) || Names.Has(type, Names.Union);

    private bool IsOwnService(INamedTypeSymbol type)
    {
        if (Names.Has(type, Names.Union) || Names.Has(type, Names.Codec) || Names.Has(type, Names.Replicated))
        {
            return false;
        }

        if (type.TypeKind == TypeKind.Interface || (type.IsAbstract && !type.IsRecord))
        {
            return true;
        }

        var fields = Traits.Fields(type).ToList();
        var isStateless = fields.Count == 0 && type.IsReferenceType && !type.IsRecord
            && type.GetMembers().Any(static m => m is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false, IsImplicitlyDeclared: false } or IPropertySymbol { IsStatic: false });
        return isStateless || fields.Any(f => IsService(f.Type));
    }
}
