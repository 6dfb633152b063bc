using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>
/// Whether static fields are changed after their initialisation, anywhere in the compilation: hosted code may do that, too.
/// An index of the names that are assigned or changed, made by one look at the syntax when it is first asked for; of
/// private fields only the type's own code is looked at.
/// </summary>
internal sealed class StaticWrites(Model model)
{
    private readonly Dictionary<SyntaxNode, ILookup<string, SimpleNameSyntax>> _names = [];
    private readonly Dictionary<ISymbol, Location?> _found = new(SymbolEqualityComparer.Default);

    /// <summary>Where a field or property, or the object in it, is changed.</summary>
    public Location? Find(ISymbol member)
    {
        if (!_found.TryGetValue(member, out var place))
        {
            _found.Add(member, null); // Of a type that contains itself, the rest of it decides.
            _found[member] = place = FindName(member) ?? FindSingleton(member);
        }

        return place;
    }

    private Location? FindName(ISymbol member)
    {
        foreach (var scope in Scopes(member))
        {
            if (!_names.TryGetValue(scope, out var names))
            {
                _names.Add(scope, names = Index(scope).ToLookup(static n => n.Identifier.ValueText));
            }

            foreach (var name in names[member.Name])
            {
                var semantics = model.Analysis.Sources.ModelOf(name.SyntaxTree);
                if (SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name, model.Analysis.CancellationToken).Symbol?.OriginalDefinition, member)
                    && !IsInitialization(name, member) && Changes(name, semantics))
                {
                    return name.GetLocation();
                }
            }
        }

        return null;
    }

    /// <summary>The only instance of a type with private constructors is changed wherever the type's members are.</summary>
    private Location? FindSingleton(ISymbol member)
    {
        var type = (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class } named || !model.Enters(named) || named.InstanceConstructors.Any(static c => c.DeclaredAccessibility != Accessibility.Private))
        {
            return null;
        }

        return Traits.Fields(named.OriginalDefinition).Select(f => Find(f.AssociatedSymbol ?? f)).FirstOrDefault(static p => p is not null);
    }

    private IEnumerable<SyntaxNode> Scopes(ISymbol member)
        => member.DeclaredAccessibility == Accessibility.Private
            ? member.ContainingType.DeclaringSyntaxReferences.Select(r => r.GetSyntax(model.Analysis.CancellationToken))
            : model.Analysis.Compilation.SyntaxTrees.Select(t => t.GetRoot(model.Analysis.CancellationToken));

    private static IEnumerable<SimpleNameSyntax> Index(SyntaxNode scope)
    {
        foreach (var node in scope.DescendantNodes())
        {
            var changed = node switch
            {
                AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment => assignment.Left,
                PrefixUnaryExpressionSyntax prefix when prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression) => prefix.Operand,
                PostfixUnaryExpressionSyntax postfix when postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression) => postfix.Operand,
                ArgumentSyntax argument when !argument.RefKindKeyword.IsKind(SyntaxKind.None) && !argument.RefKindKeyword.IsKind(SyntaxKind.InKeyword) => argument.Expression,
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Expression,
                InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax, Parent: ConditionalAccessExpressionSyntax access } => access.Expression,
                ArgumentSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax, Parent.Parent: InvocationExpressionSyntax } argument => argument.Expression,
                _ => null,
            };
            foreach (var name in changed is null ? [] : NamesOf(changed))
            {
                yield return name;
            }
        }
    }

    /// <summary>The names in a chain like <c>A.B[i].C</c>.</summary>
    private static IEnumerable<SimpleNameSyntax> NamesOf(ExpressionSyntax? expression)
    {
        while (expression is not null)
        {
            switch (expression)
            {
                case MemberAccessExpressionSyntax access:
                    yield return access.Name;
                    expression = access.Expression;
                    break;
                case ElementAccessExpressionSyntax element:
                    expression = element.Expression;
                    break;
                case InvocationExpressionSyntax call:
                    expression = call.Expression;
                    break;
                case ParenthesizedExpressionSyntax parenthesized:
                    expression = parenthesized.Expression;
                    break;
                case PostfixUnaryExpressionSyntax forgiving:
                    expression = forgiving.Operand;
                    break;
                case SimpleNameSyntax name:
                    yield return name;
                    yield break;
                case TupleExpressionSyntax tuple:
                    foreach (var name in tuple.Arguments.SelectMany(static a => NamesOf(a.Expression)))
                    {
                        yield return name;
                    }

                    yield break;
                default:
                    yield break;
            }
        }
    }

    /// <summary>In a constructor, before others can see it.</summary>
    private bool IsInitialization(SyntaxNode name, ISymbol member)
    {
        for (var node = name; node is not null; node = node.Parent)
        {
            if (node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
            {
                return false;
            }

            if (node is ConstructorDeclarationSyntax constructor)
            {
                return constructor.Modifiers.Any(SyntaxKind.StaticKeyword) == member.IsStatic
                    && SymbolEqualityComparer.Default.Equals(model.Analysis.Sources.ModelOf(node.SyntaxTree).GetDeclaredSymbol(constructor, model.Analysis.CancellationToken)?.ContainingType, member.ContainingType);
            }
        }

        return false;
    }

    /// <summary>Of a call on it, or with it: whether it changes it.</summary>
    private bool Changes(SimpleNameSyntax name, SemanticModel semantics)
    {
        ExpressionSyntax whole = name;
        while (whole.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            whole = (ExpressionSyntax)whole.Parent;
        }

        if (whole.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax with } argument && argument.RefKindKeyword.IsKind(SyntaxKind.None))
        {
            return Called(with, semantics) is { } user && Given(user, with.ArgumentList.Arguments.IndexOf(argument));
        }

        var call = whole.Parent as InvocationExpressionSyntax ?? (whole.Parent as ConditionalAccessExpressionSyntax)?.WhenNotNull as InvocationExpressionSyntax;
        if (call is null || call.Parent is AssignmentExpressionSyntax assignment && assignment.Left == call)
        {
            return true; // Assigned.
        }

        return Called(call, semantics) is { } method
            && (model.Enters(method) ? IsReceiverChanged(method) : LibraryEffects.IsMutatorName(method.Name) && method.ReducedFrom is null && Traits.IsCollection(method.ContainingType));
    }

    private IMethodSymbol? Called(InvocationExpressionSyntax call, SemanticModel semantics) => semantics.GetSymbolInfo(call, model.Analysis.CancellationToken).Symbol as IMethodSymbol;

    private bool IsReceiverChanged(IMethodSymbol method)
        => model.Targets(method, Model.KindOf(method)).Any(t => (model.SummaryOf(t).Changed & (method.ReducedFrom is null ? Origin.This | Origin.ThisDeep : Origin.OfParameter(0).All)) != 0);

    private bool Given(IMethodSymbol method, int ordinal)
    {
        ordinal += method.ReducedFrom is null ? 0 : 1;
        return model.Enters(method)
            ? model.Targets(method, Model.KindOf(method)).Any(t => (model.SummaryOf(t).Changed & Origin.OfParameter(ordinal).All) != 0)
            : ordinal == 0 && method.ContainingType.Name is "Array" or "CollectionsMarshal" or "Random" && LibraryEffects.IsMutatorName(method.Name);
    }
}
