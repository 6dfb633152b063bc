using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Parsing;

/// <summary>Collects accessors for fields that generated code cannot name: private ones, and those behind properties.</summary>
internal sealed class FieldsParser(ParseContext context, NestedNames nested)
{
    private readonly Dictionary<INamedTypeSymbol, DeclaringType> _types = new(SymbolEqualityComparer.Default);
    private readonly List<DeclaringType> _order = [];

    public IEnumerable<FieldsModel> Models
        => _order.Select(static t => new FieldsModel(t.ClassName + t.Parameters, t.Constraints, t.Self, t.Accessors.ToEquatableArray(), t.Scope));

    /// <summary>Class and method of the accessor of a field, in C#.</summary>
    public string Accessor(IFieldSymbol field, ISymbol member)
    {
        var definition = field.ContainingType.OriginalDefinition;
        if (!_types.TryGetValue(definition, out var type))
        {
            var around = Around(definition);
            var scope = around.Count > 0 && SymbolEqualityComparer.Default.Equals(around[around.Count - 1], context.Machine)
                ? new FieldsScope(nested.Fields, around.Count)
                : new FieldsScope(NameBeside(around), around.Count);
            type = new DeclaringType(definition, Unique(definition.Name + "Fields"), around, scope);
            _types.Add(definition, type);
            _order.Add(type);
        }

        var method = type.Method(field.OriginalDefinition, member);
        var arguments = AllTypeArguments(field.ContainingType).ToList();
        return $"{ScopeInCode(type, arguments)}.{type.ClassName}{ListOf(arguments.Skip(type.Inherited))}.{method}";
    }

    private static IEnumerable<ITypeSymbol> AllTypeArguments(INamedTypeSymbol type)
        => (type.ContainingType is { } outer ? AllTypeArguments(outer) : []).Concat(type.TypeArguments);

    private static string ListOf(IEnumerable<ITypeSymbol> arguments)
        => arguments.Select(Names.InCode).ToList() is { Count: > 0 } names ? $"<{string.Join(", ", names)}>" : string.Empty;

    /// <summary>
    /// The types around an accessor's class. The runtime finds fields of a type only if the accessor has its type
    /// parameters, and no others: so it lies as deep as all parameters around it are also around the declaring type.
    /// </summary>
    private List<INamedTypeSymbol> Around(INamedTypeSymbol definition)
    {
        var parameters = AllTypeArguments(definition).ToList();
        var chain = new List<INamedTypeSymbol>();
        for (var type = context.Machine; type is not null; type = type.ContainingType)
        {
            var around = AllTypeArguments(type).ToList();
            if (chain.Count > 0 || (around.Count <= parameters.Count && around.SequenceEqual(parameters.Take(around.Count), SymbolEqualityComparer.Default)))
            {
                chain.Insert(0, type);
            }
        }

        return chain;
    }

    /// <summary>Further out the state machine's own name keeps those of several apart.</summary>
    private string NameBeside(List<INamedTypeSymbol> around)
    {
        var name = nested.Fields;
        for (var type = context.Machine; type is not null && !around.Contains(type, SymbolEqualityComparer.Default); type = type.ContainingType)
        {
            name = type.Name + name;
        }

        var free = name;
        for (var i = 2; around.Count > 0 ? GeneratedNames.IsTaken(context, around[around.Count - 1], free) : context.Machine.ContainingNamespace.GetMembers(free).Any(static m => !GeneratedNames.IsGenerated(m)); i++)
        {
            free = name + i;
        }

        return free;
    }

    private string ScopeInCode(DeclaringType type, List<ITypeSymbol> arguments)
    {
        var isOwn = type.Inherited == 0 || AllTypeArguments(type.Around[type.Around.Count - 1]).SequenceEqual(arguments.Take(type.Inherited), SymbolEqualityComparer.Default);
        if (isOwn && type.Scope.Depth > 0 && SymbolEqualityComparer.Default.Equals(type.Around[type.Around.Count - 1], context.Machine))
        {
            return type.Scope.Name;
        }

        var name = context.Machine.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + "." : "global::";
        var next = 0;
        foreach (var around in type.Around)
        {
            name += $"{Names.Escape(around.Name)}{ListOf(arguments.Skip(next).Take(around.Arity))}.";
            next += around.Arity;
        }

        return name + type.Scope.Name;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; _order.Any(t => t.ClassName == unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }

    private sealed class DeclaringType(INamedTypeSymbol definition, string className, List<INamedTypeSymbol> around, FieldsScope scope)
    {
        private readonly Dictionary<string, string> _methods = new(StringComparer.Ordinal);

        public string ClassName { get; } = className;

        public List<INamedTypeSymbol> Around { get; } = around;

        public FieldsScope Scope { get; } = scope;

        /// <summary>How many of its type parameters the types around the accessor have already.</summary>
        public int Inherited { get; } = around.Sum(static t => t.Arity);

        public List<AccessorModel> Accessors { get; } = [];

        public string Self { get; } = (definition.IsValueType ? "ref " : string.Empty) + Names.InCode(definition);

        public string Parameters => ListOf(OwnParameters);

        public string Constraints => string.Concat(OwnParameters.Select(ConstraintsOf));

        private IEnumerable<ITypeParameterSymbol> OwnParameters => AllTypeArguments(definition).Skip(Inherited).OfType<ITypeParameterSymbol>();

        public string Method(IFieldSymbol field, ISymbol member)
        {
            if (!_methods.TryGetValue(field.Name, out var method))
            {
                var simple = member.Name.Substring(member.Name.LastIndexOf('.') + 1).TrimStart('_');
                simple = simple.Length == 0 ? "Field" : char.ToUpperInvariant(simple[0]) + simple.Substring(1);
                simple = char.IsLetter(simple[0]) ? simple : "Field" + simple;
                method = simple;
                for (var i = 2; _methods.ContainsValue(method) || method == ClassName || method is "Equals" or "ReferenceEquals" || OwnParameters.Any(p => p.Name == method); i++)
                {
                    method = simple + i;
                }

                _methods.Add(field.Name, method);
                Accessors.Add(new AccessorModel(method, field.Name, Names.InCode(field.Type)));
            }

            return method;
        }

        private static string ConstraintsOf(ITypeParameterSymbol parameter)
        {
            var constraints = new List<string>();
            if (parameter.HasUnmanagedTypeConstraint)
            {
                constraints.Add("unmanaged");
            }
            else if (parameter.HasValueTypeConstraint)
            {
                constraints.Add("struct");
            }
            else if (parameter.HasReferenceTypeConstraint)
            {
                constraints.Add("class");
            }
            else if (parameter.HasNotNullConstraint)
            {
                constraints.Add("notnull");
            }

            constraints.AddRange(parameter.ConstraintTypes.Select(Names.InCode));
            if (parameter.HasConstructorConstraint)
            {
                constraints.Add("new()");
            }

            if (parameter.AllowsRefLikeType)
            {
                constraints.Add("allows ref struct");
            }

            return constraints.Count == 0 ? string.Empty : $" where {Names.Escape(parameter.Name)} : {string.Join(", ", constraints)}";
        }
    }
}
