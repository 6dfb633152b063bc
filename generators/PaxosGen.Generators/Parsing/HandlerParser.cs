using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Generators.Parsing;

/// <summary>Finds the commands and queries of a state machine.</summary>
internal sealed class HandlerParser(ParseContext context, TypeParser types)
{
    private readonly Dictionary<int, string> _ids = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { "DisposeAsync" };

    public List<HandlerModel> Parse()
    {
        var handlers = new List<HandlerModel>();
        foreach (var method in context.Machine.GetMembers().OfType<IMethodSymbol>())
        {
            var command = Names.AttributeOf(method, Names.Command);
            var query = Names.AttributeOf(method, Names.Query);
            if ((command ?? query) is { } attribute && Parse(method, attribute, isQuery: command is null, isBoth: command is not null && query is not null) is { } handler)
            {
                handlers.Add(handler);
            }
        }

        return [.. handlers.OrderBy(static h => h.Id)];
    }

    private HandlerModel? Parse(IMethodSymbol method, AttributeData attribute, bool isQuery, bool isBoth)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        var location = Names.LocationOf(method);
        var isComplete = CheckShape(method, location, isBoth);
        if (ParseId(method, attribute) is not { } id)
        {
            isComplete = false;
            id = 0;
        }

        context.Uses(method);
        var clientMethod = method.Name + "Async";
        if (!_names.Add(clientMethod))
        {
            context.Report(Problem.NameClash, location, method.Name, $"the client has a method {clientMethod} already; rename the handler");
            isComplete = false;
        }

        var since = TagParser.Since(context, Names.AttributeOf(method, Names.Since), method.Name);
        isComplete &= since is not null;
        context.Locate(SchemaKey.Handler(id), location);
        var takesContext = !method.Parameters.IsEmpty && IsContext(method.Parameters[method.Parameters.Length - 1]);
        var parameters = ParseParameters(method, id, takesContext);
        TypeModel? result = null;
        if (!method.ReturnsVoid)
        {
            result = types.ParseResult(method, location, $"the result of {method.Name}");
            isComplete &= result is not null && CheckVisible(method.ReturnType, location, $"the result of {method.Name}");
        }

        return isComplete && parameters is not null
            ? new HandlerModel(
                isQuery,
                id,
                Names.Escape(method.Name),
                clientMethod,
                method.Name,
                parameters.ToEquatableArray(),
                takesContext,
                result,
                ConsistencyOf(attribute),
                DocumentationText.Of(method, method.Parameters.LastOrDefault() is { } last && IsContext(last) ? last.Name : null, context.CancellationToken),
                since ?? 0)
            {
                Obsolete = Obsolescence.Of(method),
            }
            : null;
    }

    private bool CheckShape(IMethodSymbol method, Location? location, bool isBoth)
    {
        var why = isBoth ? "it is a command and a query at once; keep one of the attributes"
            : method.MethodKind == MethodKind.ExplicitInterfaceImplementation ? "it implements an interface explicitly; make it a method of the class, without the interface's name"
            : method.MethodKind != MethodKind.Ordinary ? "only ordinary methods can be handlers; write a method"
            : method.IsStatic ? "it is static; make it an instance method: it works on the state of one replica"
            : method.IsAbstract ? "it is abstract; give it a body"
            : method.IsGenericMethod ? "it is generic; write one handler for each type that it is used with"
            : method.IsAsync ? "it is async; make it synchronous: the client's method is asynchronous all the same"
            : method.RefKind != RefKind.None ? "it returns a reference; return the value"
            : Names.Has(method, "System.Diagnostics.ConditionalAttribute") ? "it is conditional: replicas that were built with other symbols would leave it out; remove [Conditional]"
            : method.IsVararg ? "it has a variable argument list; use an array"
            : null;
        if (why is null)
        {
            return true;
        }

        context.Report(Problem.BadHandler, location, method.Name, why);
        return false;
    }

    private int? ParseId(IMethodSymbol method, AttributeData attribute)
    {
        var location = Names.LocationOf(attribute);
        if (Names.NumberOf(attribute) is not { } id || id < 1)
        {
            context.Report(Problem.BadId, location, method.Name, NextFreeId().ToString(CultureInfo.InvariantCulture));
            return null;
        }

        if (_ids.TryGetValue(id, out var other))
        {
            context.Report(Problem.RepeatedId, location, method.Name, id.ToString(CultureInfo.InvariantCulture), other, NextFreeId().ToString(CultureInfo.InvariantCulture));
            return null;
        }

        _ids.Add(id, method.Name);
        return id;
    }

    private int NextFreeId()
    {
        var used = new HashSet<int>(context.Machine.GetMembers().OfType<IMethodSymbol>()
            .Select(static m => (Names.AttributeOf(m, Names.Command) ?? Names.AttributeOf(m, Names.Query)) is { } attribute ? Names.NumberOf(attribute) ?? 0 : 0));
        var highest = Math.Max(0, used.Max());
        return highest == int.MaxValue ? Enumerable.Range(1, used.Count).First(id => !used.Contains(id)) : highest + 1;
    }

    private List<ParameterModel>? ParseParameters(IMethodSymbol method, int id, bool takesContext)
    {
        var models = new List<ParameterModel>();
        var isComplete = true;
        var count = method.Parameters.Length - (takesContext ? 1 : 0);
        for (var i = 0; i < count; i++)
        {
            var parameter = method.Parameters[i];
            var location = Names.LocationOf(parameter);
            var what = $"the parameter {parameter.Name} of {method.Name}";
            if (parameter.RefKind != RefKind.None)
            {
                context.Report(Problem.BadHandler, location, method.Name, $"its parameter {parameter.Name} is passed by reference; pass it by value and return what changes");
                isComplete = false;
            }

            if (IsContext(parameter))
            {
                context.Report(Problem.BadHandler, location, method.Name, "its CommandContext is not the last parameter; move it to the end");
                isComplete = false;
                continue;
            }

            var type = types.ParseParameter(parameter, location, what);
            var tag = TagParser.Tag(context, Names.AttributeOf(parameter, Names.Tag), parameter.Name);
            var since = TagParser.Since(context, Names.AttributeOf(parameter, Names.Since), parameter.Name);
            context.Locate(SchemaKey.Parameter(id, parameter.Name), location);
            if (type is null || tag is null || since is null || !CheckVisible(parameter.Type, location, what))
            {
                isComplete = false;
                continue;
            }

            models.Add(new ParameterModel(parameter.Name, tag.Value, type, DefaultOf(parameter), since.Value));
        }

        return isComplete ? models : null;
    }

    /// <summary>The generated client is as accessible as the state machine, so the types in its signatures must be, too.</summary>
    private bool CheckVisible(ITypeSymbol type, Location? location, string what)
    {
        if (Visibility.Of(type) >= Visibility.Of(context.Machine) || Visibility.ShareContainer(type, context.Machine))
        {
            return true;
        }

        context.Report(Problem.NotAccessible, location, what, Names.InMessage(type), $"the generated client is as accessible as {context.Machine.Name}; make the type so, too");
        return false;
    }

    private static bool IsContext(IParameterSymbol parameter) => Names.OfDefinition(parameter.Type) == Names.Context;

    private static string ConsistencyOf(AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument is { Key: "Consistency", Value: { Kind: TypedConstantKind.Enum, Value: int value, Type: { } type } })
            {
                var name = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value))?.Name;
                return name is null ? $"(global::PaxosGen.ReadConsistency){value.ToString(CultureInfo.InvariantCulture)}" : "global::PaxosGen.ReadConsistency." + name;
            }
        }

        return "global::PaxosGen.ReadConsistency.Linearizable";
    }

    /// <summary>The default value as in the user's signature; empty if there is none that text can express safely.</summary>
    private static string DefaultOf(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue)
        {
            return string.Empty;
        }

        return parameter.ExplicitDefaultValue switch
        {
            null => "default",
            var value when EnumOf(parameter.Type) is { } type => $"({Names.InCode(type)})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)})",
            decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
            float number when !float.IsNaN(number) && !float.IsInfinity(number) => number.ToString("R", CultureInfo.InvariantCulture) + "f",
            double number when !double.IsNaN(number) && !double.IsInfinity(number) => number.ToString("R", CultureInfo.InvariantCulture) + "d",
            float number => "float." + SpecialName(number),
            double number => "double." + SpecialName(number),
            ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
            long number => number.ToString(CultureInfo.InvariantCulture) + "L",
            var value => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) ?? string.Empty,
        };
    }

    private static ITypeSymbol? EnumOf(ITypeSymbol type)
        => type.TypeKind == TypeKind.Enum ? type
            : type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? EnumOf(nullable.TypeArguments[0])
            : null;

    private static string SpecialName(double number)
        => double.IsNaN(number) ? nameof(double.NaN) : number > 0 ? nameof(double.PositiveInfinity) : nameof(double.NegativeInfinity);
}
