using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>
/// Brings the command's context to a place that needs it: every method from there up to the commands gets a parameter,
/// and every call of them an argument. Only if all calls can give one.
/// </summary>
internal sealed class ContextPath
{
    private readonly Solution _solution;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<SyntaxNode, string> _names = [];
    private readonly Queue<(IMethodSymbol Method, SyntaxNode Declaration)> _open = new();
    private readonly List<(ArgumentListSyntax List, int Index, string Name)> _arguments = [];

    private ContextPath(Solution solution, CancellationToken cancellationToken)
    {
        _solution = solution;
        _cancellationToken = cancellationToken;
    }

    /// <summary>What the context is called in the place that needs it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Finds a way for the context to a node, or null if there is none that leaves the meaning of all code as it is.</summary>
    public static async Task<ContextPath?> FindAsync(Document document, SyntaxNode node, CancellationToken cancellationToken)
    {
        var path = new ContextPath(document.Project.Solution, cancellationToken);
        if (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model || path.NameAt(node, model) is not { } name)
        {
            return null;
        }

        path.Name = name;
        while (path._open.Count > 0)
        {
            var (method, declaration) = path._open.Dequeue();
            if (!await path.FollowCallsAsync(method, declaration).ConfigureAwait(false))
            {
                return null;
            }
        }

        return path;
    }

    public async Task ApplyAsync(Edits edits)
    {
        foreach (var method in _names)
        {
            if (ContextParameter.ListOf(method.Key) is { } list && edits.Begin(list))
            {
                await edits.ReplaceAsync(list, current => ContextParameter.AddTo(current, method.Value)).ConfigureAwait(false);
            }
        }

        foreach (var (list, index, name) in _arguments)
        {
            if (edits.Begin(list))
            {
                await edits.ReplaceAsync(list, current => WithArgument(current, index, name)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What the context is called, or will be, in the function around a node; null if it can have none.</summary>
    private string? NameAt(SyntaxNode node, SemanticModel model)
    {
        foreach (var outer in node.Ancestors())
        {
            switch (outer)
            {
                case AnonymousFunctionExpressionSyntax function:
                    if (model.GetSymbolInfo(function, _cancellationToken).Symbol is IMethodSymbol { } lambda && ContextParameter.Of(lambda) is { } given)
                    {
                        return NameIfVisible(given, node, model);
                    }

                    if (function.Modifiers.Any(SyntaxKind.StaticKeyword) || !IsCalledMeanwhile(function, model))
                    {
                        return null;
                    }

                    break;
                case LocalFunctionStatementSyntax function when model.GetDeclaredSymbol(function, _cancellationToken) is { } local:
                    if (ContextParameter.Of(local) is { } own)
                    {
                        return NameIfVisible(own, node, model);
                    }

                    if (function.Modifiers.Any(SyntaxKind.StaticKeyword))
                    {
                        return NameInChanged(local, function);
                    }

                    break;
                case BaseMethodDeclarationSyntax member when model.GetDeclaredSymbol(member, _cancellationToken) is { } method:
                    return ContextParameter.Of(method) is { } parameter
                        ? node.FirstAncestorOrSelf<ParameterSyntax>() is null ? NameIfVisible(parameter, node, model) : null
                        : member is MethodDeclarationSyntax ? NameInChanged(method, member) : null;
                case MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    private static string? NameIfVisible(IParameterSymbol parameter, SyntaxNode node, SemanticModel model)
        => model.LookupSymbols(node.SpanStart, name: parameter.Name).Any(s => SymbolEqualityComparer.Default.Equals(s, parameter)) ? Names.EscapeLocal(parameter.Name) : null;

    private string? NameInChanged(IMethodSymbol method, SyntaxNode declaration)
    {
        if (_names.TryGetValue(declaration, out var name))
        {
            return name;
        }

        if (!ContextParameter.CanBeAdded(method, declaration))
        {
            return null;
        }

        name = ContextParameter.FreeName(declaration);
        _names.Add(declaration, name);
        _open.Enqueue((method, declaration));
        return name;
    }

    /// <summary>
    /// The context is valid during the call only. A lambda that is passed to a method which uses it at once, or that a
    /// local holds, may use it; one that is stored may not.
    /// </summary>
    private static bool IsCalledMeanwhile(AnonymousFunctionExpressionSyntax function, SemanticModel model)
    {
        SyntaxNode expression = function;
        while (expression.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax)
        {
            expression = expression.Parent;
        }

        return expression.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => model.GetSymbolInfo(call).Symbol is IMethodSymbol method
                && !method.Name.StartsWith("Add", StringComparison.Ordinal)
                && method.Name is not ("TryAdd" or "Insert" or "Enqueue" or "Push" or "Prepend" or "Append" or "Set" or "Register" or "Subscribe"),
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax } } => true,
            _ => false,
        };
    }

    private async Task<bool> FollowCallsAsync(IMethodSymbol method, SyntaxNode declaration)
    {
        var isCommand = Names.Has(method, Names.Command);
        var calls = 0;
        foreach (var reference in await SymbolFinder.FindReferencesAsync(method, _solution, _cancellationToken).ConfigureAwait(false))
        {
            foreach (var location in reference.Locations)
            {
                if (isCommand && location.Document is SourceGeneratedDocument)
                {
                    continue; // The generator follows.
                }

                var root = await location.Document.GetSyntaxRootAsync(_cancellationToken).ConfigureAwait(false);
                var model = await location.Document.GetSemanticModelAsync(_cancellationToken).ConfigureAwait(false);
                var node = root?.FindNode(location.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true);
                if (node is null || model is null || location.IsImplicit || location.Document is SourceGeneratedDocument)
                {
                    return false;
                }

                if (IsOnlyNamed(node))
                {
                    continue;
                }

                if (CallOf(node) is not { } call || model.GetSymbolInfo(call, _cancellationToken).Symbol is not IMethodSymbol called || NameAt(call, model) is not { } name)
                {
                    return false;
                }

                calls++;
                var index = ContextParameter.IndexIn(method) - (called.ReducedFrom is null ? 0 : 1);
                _arguments.Add((call.ArgumentList, index, name));
            }
        }

        return isCommand || calls > 0;
    }

    /// <summary>In a <c>nameof</c>, or in a comment that does not spell out the parameters.</summary>
    private static bool IsOnlyNamed(SyntaxNode node)
        => node.FirstAncestorOrSelf<CrefSyntax>() is { } cref
            ? !cref.DescendantNodesAndSelf().OfType<BaseCrefParameterListSyntax>().Any()
            : node.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault() is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };

    /// <summary>The call, if the name is that of what is called and not of a method group.</summary>
    private static InvocationExpressionSyntax? CallOf(SyntaxNode name)
    {
        SyntaxNode expression = name;
        if ((name.Parent is MemberAccessExpressionSyntax access && access.Name == name) || name.Parent is MemberBindingExpressionSyntax)
        {
            expression = name.Parent;
        }

        return expression.Parent is InvocationExpressionSyntax call && call.Expression == expression ? call : null;
    }

    private static ArgumentListSyntax WithArgument(ArgumentListSyntax list, int index, string name)
    {
        var argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(name));
        var positional = list.Arguments.TakeWhile(static a => a.NameColon is null).Count();
        return positional >= index
            ? list.WithArguments(SyntaxText.Insert(list.Arguments, index, argument))
            : list.WithArguments(SyntaxText.Insert(list.Arguments, list.Arguments.Count, argument.WithNameColon(SyntaxFactory.NameColon(name).WithTrailingTrivia(SyntaxFactory.Space))));
    }
}
