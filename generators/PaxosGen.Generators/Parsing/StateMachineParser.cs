using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Generators.Parsing;

/// <summary>From the symbol of an annotated class to its model, reporting what is wrong on the way.</summary>
internal static class StateMachineParser
{
    /// <summary>The model, still without tags, or null if nothing at all can be generated.</summary>
    public static StateMachineModel? Parse(ParseContext context)
    {
        var machine = context.Machine;
        if (machine.TypeKind != TypeKind.Class || Names.AttributeOf(machine, Names.Attribute) is not { } attribute)
        {
            return null;
        }

        context.Uses(machine);
        var isNameable = CheckClass(context);
        var isPartial = CheckPartial(context);
        var version = context.Version = ParseVersion(context, attribute);
        context.Locate(SchemaKey.Machine, Names.LocationOf(machine));
        var areNamesFree = GeneratedNames.CheckBeside(context);
        if (!isNameable)
        {
            return null;
        }

        var nested = new NestedNames(GeneratedNames.Free(context, "Codecs"), GeneratedNames.Free(context, "PrivateCodecs"), GeneratedNames.Free(context, "Fields"));
        var hasCreate = CheckConstruction(context);
        var types = new TypeParser(context, nested);
        var handlers = new HandlerParser(context, types).Parse();
        var state = types.Members.ParseMembers(machine, Names.LocationOf(machine), machine.Name) ?? [];
        return new StateMachineModel(
            UniqueHintName(context),
            machine.ContainingNamespace.IsGlobalNamespace ? null : EscapeNamespace(machine.ContainingNamespace),
            Containers(machine).ToEquatableArray(),
            Declaration(machine),
            Names.Escape(machine.Name),
            Names.InCode(machine),
            AccessibilityOf(machine),
            version,
            hasCreate,
            isPartial,
            areNamesFree,
            context.HasErrors,
            nested,
            handlers.ToEquatableArray(),
            state.ToEquatableArray(),
            types.Messages.ToEquatableArray(),
            types.Enums.Values.ToEquatableArray(),
            types.Members.Fields.ToEquatableArray(),
            types.Members.NeedsLock)
        {
            Foreign = types.Foreign.ToEquatableArray(),
            Obsolete = Obsolescence.Of(machine),
            UsesObsolete = context.UsesObsolete,
        };
    }

    private static bool CheckClass(ParseContext context)
    {
        var machine = context.Machine;
        var why = machine.IsStatic ? "it is static; make it an ordinary class: every replica has an instance of its own"
            : machine.IsAbstract ? "it is abstract; put the attribute on the sealed class that replicas shall run"
            : machine.Arity > 0 ? "it is generic, and the encoding of its state must be known; write a class for each type argument, or nest it in a generic type without using the type parameters in its state"
            : machine.IsFileLocal ? "it is local to its file; make it internal"
            : null;
        if (why is null)
        {
            return true;
        }

        context.Report(Problem.NotAStateMachine, Names.LocationOf(machine), machine.Name, why);
        return false;
    }

    private static bool CheckPartial(ParseContext context)
    {
        var isPartial = true;
        for (var type = context.Machine; type is not null; type = type.ContainingType)
        {
            foreach (var reference in type.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax(context.CancellationToken) is TypeDeclarationSyntax declaration && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
                {
                    context.Report(Problem.NotPartial, declaration.Identifier.GetLocation(), type.Name, context.Machine.Name);
                    isPartial = false;
                    break;
                }
            }
        }

        return isPartial;
    }

    private static int ParseVersion(ParseContext context, AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument is { Key: "Version", Value.Value: int version })
            {
                if (version >= 1)
                {
                    return version;
                }

                context.Report(Problem.BadVersion, Names.LocationOf(attribute), context.Machine.Name, version.ToString(CultureInfo.InvariantCulture));
            }
        }

        return 1;
    }

    /// <summary>Returns whether there is a static <c>Create()</c>.</summary>
    private static bool CheckConstruction(ParseContext context)
    {
        var machine = context.Machine;
        var create = machine.GetMembers("Create").OfType<IMethodSymbol>()
            .FirstOrDefault(static m => m is { IsStatic: true, Parameters.IsEmpty: true, IsGenericMethod: false, MethodKind: MethodKind.Ordinary });
        if (create is not null && SymbolEqualityComparer.Default.Equals(create.ReturnType, machine))
        {
            context.Uses(create);
            return true;
        }

        var constructor = machine.InstanceConstructors.FirstOrDefault(static c => c.Parameters.IsEmpty);
        var hasRequired = machine.GetMembers().Any(static m => m is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true });
        if (constructor is null || hasRequired)
        {
            context.Report(Problem.NoConstruction, Names.LocationOf(machine), machine.Name, hasRequired ? "has required members" : "has no constructor without parameters");
        }
        else
        {
            context.Uses(constructor);
        }

        return false;
    }

    private static List<string> Containers(INamedTypeSymbol machine)
    {
        var containers = new List<string>();
        for (var type = machine.ContainingType; type is not null; type = type.ContainingType)
        {
            containers.Insert(0, Declaration(type));
        }

        return containers;
    }

    private static string Declaration(INamedTypeSymbol type)
    {
        var keyword = type switch
        {
            { TypeKind: TypeKind.Interface } => "interface",
            { IsRecord: true, IsValueType: true } => "record struct",
            { IsValueType: true } => "struct",
            { IsRecord: true } => "record",
            _ => "class",
        };
        return $"partial {keyword} {Names.Escape(type.Name)}{TypeParameters(type)}";
    }

    /// <summary>Constraints need not be repeated, but variance must.</summary>
    private static string TypeParameters(INamedTypeSymbol type)
        => type.Arity == 0 ? string.Empty : $"<{string.Join(", ", type.TypeParameters.Select(static p => Variance(p) + Names.Escape(p.Name)))}>";

    private static string Variance(ITypeParameterSymbol parameter)
        => parameter.Variance switch
        {
            VarianceKind.In => "in ",
            VarianceKind.Out => "out ",
            _ => string.Empty,
        };

    private static string AccessibilityOf(INamedTypeSymbol type) => SyntaxFacts.GetText(type.DeclaredAccessibility);

    private static string EscapeNamespace(INamespaceSymbol name)
        => (name.ContainingNamespace.IsGlobalNamespace ? string.Empty : EscapeNamespace(name.ContainingNamespace) + ".") + Names.Escape(name.Name);

    /// <summary>Names of files do not differ in case alone, those of classes may.</summary>
    private static string UniqueHintName(ParseContext context)
    {
        var name = HintName(context.Machine);
        var isTaken = context.Compilation
            .GetSymbolsWithName(n => string.Equals(n, context.Machine.Name, StringComparison.OrdinalIgnoreCase), SymbolFilter.Type, context.CancellationToken)
            .OfType<INamedTypeSymbol>()
            .Any(t => !SymbolEqualityComparer.Default.Equals(t, context.Machine) && string.Equals(HintName(t), name, StringComparison.OrdinalIgnoreCase));
        return isTaken ? name + "-" + string.Concat(name.Select(static c => char.IsUpper(c) ? '1' : '0')) : name;
    }

    private static string HintName(INamedTypeSymbol machine)
    {
        var name = machine.Name;
        for (var type = machine.ContainingType; type is not null; type = type.ContainingType)
        {
            name = $"{type.MetadataName}+{name}";
        }

        return machine.ContainingNamespace.IsGlobalNamespace ? name : $"{Names.OfNamespace(machine.ContainingNamespace)}.{name}";
    }
}
