using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>The operations of members, with one semantic model for each file.</summary>
internal sealed class Sources(Compilation compilation, CancellationToken cancellationToken)
{
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];

    /// <summary>The model of a file of this compilation.</summary>
    public SemanticModel ModelOf(SyntaxTree tree)
    {
        if (!_models.TryGetValue(tree, out var model))
        {
#pragma warning disable RS1030 // The graph crosses files, and keeps one model of each.
            model = compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
            _models.Add(tree, model);
        }

        return model;
    }

    /// <summary>Whether the symbol is written in this compilation.</summary>
    public bool Has(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);

    public IReadOnlyList<IOperation> Read(Member member) => member.Part switch
    {
        MemberPart.Initializers => ReadInitializers((INamedTypeSymbol)member.Symbol),
        MemberPart.StaticInitializer => ReadInitializer(member.Symbol),
        _ => ReadBody((IMethodSymbol)member.Symbol),
    };

    private List<IOperation> ReadBody(IMethodSymbol method)
    {
        var operations = new List<IOperation>();
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellationToken);
            if (syntax is TypeDeclarationSyntax { BaseList: { } bases })
            {
                // A primary constructor has no body; what it passes to its base runs.
                syntax = bases.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault() ?? syntax;
            }

            Add(operations, syntax);
        }

        return operations;
    }

    private List<IOperation> ReadInitializers(INamedTypeSymbol type)
    {
        var operations = new List<IOperation>();
        foreach (var member in type.GetMembers())
        {
            if (!member.IsStatic && member is IFieldSymbol or IPropertySymbol or IEventSymbol)
            {
                operations.AddRange(ReadInitializer(member));
            }
        }

        return operations;
    }

    private List<IOperation> ReadInitializer(ISymbol fieldOrProperty)
    {
        var operations = new List<IOperation>();
        foreach (var reference in fieldOrProperty.DeclaringSyntaxReferences)
        {
            var initializer = reference.GetSyntax(cancellationToken) switch
            {
                VariableDeclaratorSyntax variable => variable.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (initializer is not null)
            {
                Add(operations, initializer);
            }
        }

        return operations;
    }

    private void Add(List<IOperation> operations, SyntaxNode syntax)
    {
        // A compilation's symbols may come from a tree that another of its references owns.
        if (compilation.ContainsSyntaxTree(syntax.SyntaxTree) && ModelOf(syntax.SyntaxTree).GetOperation(syntax, cancellationToken) is { } operation)
        {
            operations.Add(operation);
        }
    }
}
