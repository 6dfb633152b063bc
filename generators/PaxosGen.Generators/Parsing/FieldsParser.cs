using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Parsing;

/// <summary>Collects accessors for fields that generated code cannot name: private ones, and those behind properties.</summary>
internal sealed class FieldsParser(NestedNames nested)
{
    private readonly Dictionary<INamedTypeSymbol, DeclaringType> _types = new(SymbolEqualityComparer.Default);
    private readonly List<DeclaringType> _order = [];

    public IEnumerable<FieldsModel> Models
        => _order.Select(static t => new FieldsModel(t.ClassName + t.Parameters, t.Constraints, t.Self, t.Accessors.ToEquatableArray()));

    /// <summary>Class and method of the accessor of a field, in C#.</summary>
    public string Accessor(IFieldSymbol field, ISymbol member)
    {
        // The runtime finds fields of generic types only through an accessor with the same type parameters.
        var definition = field.ContainingType.OriginalDefinition;
        if (!_types.TryGetValue(definition, out var type))
        {
            type = new DeclaringType(definition, Unique(definition.Name + "Fields"));
            _types.Add(definition, type);
            _order.Add(type);
        }

        var method = type.Method(field.OriginalDefinition, member);
        var arguments = AllTypeArguments(field.ContainingType).Select(Names.InCode).ToList();
        return $"{nested.Fields}.{type.ClassName}{(arguments.Count == 0 ? string.Empty : $"<{string.Join(", ", arguments)}>")}.{method}";
    }

    private static IEnumerable<ITypeSymbol> AllTypeArguments(INamedTypeSymbol type)
        => (type.ContainingType is { } outer ? AllTypeArguments(outer) : []).Concat(type.TypeArguments);

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; _order.Any(t => t.ClassName == unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }

    private sealed class DeclaringType(INamedTypeSymbol definition, string className)
    {
        private readonly Dictionary<string, string> _methods = new(StringComparer.Ordinal);

        public string ClassName { get; } = className;

        public List<AccessorModel> Accessors { get; } = [];

        public string Self { get; } = (definition.IsValueType ? "ref " : string.Empty) + Names.InCode(definition);

        public string Parameters { get; } = AllTypeArguments(definition).ToImmutableArray() is { Length: > 0 } all ? $"<{string.Join(", ", all.Select(static p => Names.Escape(p.Name)))}>" : string.Empty;

        public string Constraints { get; } = string.Concat(AllTypeArguments(definition).OfType<ITypeParameterSymbol>().Select(ConstraintsOf));

        public string Method(IFieldSymbol field, ISymbol member)
        {
            if (!_methods.TryGetValue(field.Name, out var method))
            {
                var simple = member.Name.Substring(member.Name.LastIndexOf('.') + 1).TrimStart('_');
                simple = simple.Length == 0 ? "Field" : char.ToUpperInvariant(simple[0]) + simple.Substring(1);
                simple = char.IsLetter(simple[0]) ? simple : "Field" + simple;
                method = simple;
                for (var i = 2; _methods.ContainsValue(method) || method == ClassName || method is "Equals" or "ReferenceEquals"; i++)
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

            return constraints.Count == 0 ? string.Empty : $" where {Names.Escape(parameter.Name)} : {string.Join(", ", constraints)}";
        }
    }
}
