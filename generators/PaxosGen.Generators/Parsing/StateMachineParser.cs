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

        var isNameable = CheckClass(context);
        var isPartial = CheckPartial(context);
        var version = context.Version = ParseVersion(context, attribute);
        context.Locate(SchemaKey.Machine, Names.LocationOf(machine));
        var areNamesFree = CheckGeneratedNames(context);
        if (!isNameable)
        {
            return null;
        }

        var nested = new NestedNames(FreeName(machine, "Codecs"), FreeName(machine, "PrivateCodecs"), FreeName(machine, "Fields"));
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
            types.Members.NeedsLock);
    }

    private static bool CheckClass(ParseContext context)
    {
        var machine = context.Machine;
        var isGeneric = false;
        for (var t = machine; t is not null; t = t.ContainingType)
        {
            isGeneric |= t.IsGenericType;
        }

        var why = machine.IsStatic ? "it is static; make it an ordinary class: every replica has an instance of its own"
            : machine.IsAbstract ? "it is abstract; put the attribute on the sealed class that replicas shall run"
            : isGeneric ? "it is generic or nested in a generic type; write a class for each type argument"
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
            return true;
        }

        var canConstruct = machine.InstanceConstructors.Any(static c => c.Parameters.IsEmpty);
        var hasRequired = machine.GetMembers().Any(static m => m is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true });
        if (!canConstruct || hasRequired)
        {
            context.Report(Problem.NoConstruction, Names.LocationOf(machine), machine.Name, hasRequired ? "has required members" : "has no constructor without parameters");
        }

        return false;
    }

    /// <summary>Client and replica get names of their own beside the class, which must be free.</summary>
    private static bool CheckGeneratedNames(ParseContext context)
    {
        var areFree = true;
        var machine = context.Machine;
        foreach (var name in new[] { $"I{machine.Name}Client", machine.Name + "Client", machine.Name + "Replica" })
        {
            INamespaceOrTypeSymbol beside = (INamespaceOrTypeSymbol?)machine.ContainingType ?? machine.ContainingNamespace;
            var taken = beside.GetMembers(name);
            var other = taken.FirstOrDefault(s => s is not INamedTypeSymbol { Arity: > 0 }
                && (s is not INamedTypeSymbol type || SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Compilation.Assembly))
                && !IsGenerated(s));
            if (other is not null)
            {
                context.Report(Problem.NameClash, Names.LocationOf(other) ?? Names.LocationOf(machine), other.Name, $"the type that is generated for {machine.Name} has this name; rename one of the two");
                areFree = false;
            }
        }

        return areFree;
    }

    private static bool IsGenerated(ISymbol symbol)
        => Names.AttributeOf(symbol, "System.CodeDom.Compiler.GeneratedCodeAttribute") is { ConstructorArguments: { Length: 2 } arguments }
            && Equals(arguments[0].Value, "PaxosGen");

    private static string FreeName(INamedTypeSymbol machine, string name)
    {
        var free = name;
        for (var i = 2; ; i++)
        {
            var isTaken = false;
            for (var t = machine; t is not null; t = t.BaseType)
            {
                isTaken |= t.GetMembers(free).Any(static m => !IsGenerated(m)) || t.Name == free;
            }

            if (!isTaken)
            {
                return free;
            }

            free = name + i;
        }
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
        return $"partial {keyword} {Names.Escape(type.Name)}";
    }

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
            name = $"{type.Name}+{name}";
        }

        return machine.ContainingNamespace.IsGlobalNamespace ? name : $"{machine.ContainingNamespace.ToDisplayString()}.{name}";
    }
}
