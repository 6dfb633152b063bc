using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Text;

namespace PaxosGen.CodeFixes;

/// <summary>The edits of one action, which may mend many diagnostics in many files.</summary>
internal sealed class Edits(Solution solution, CancellationToken cancellationToken)
{
    private readonly Dictionary<DocumentId, DocumentEditor> _editors = [];
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    private readonly HashSet<(string Path, TextSpan Span, int Kind)> _begun = [];
    private readonly HashSet<(DocumentId Document, string Name)> _imports = [];
    private readonly Dictionary<DocumentId, SourceText> _texts = [];

    /// <summary>Replaces a node of the original tree; other edits inside it are kept.</summary>
    public async Task ReplaceAsync<TNode>(TNode node, Func<TNode, SyntaxNode> replace)
        where TNode : SyntaxNode
    {
        if (solution.GetDocument(node.SyntaxTree) is not { } document)
        {
            return;
        }

        if (!_editors.TryGetValue(document.Id, out var editor))
        {
            editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
            _editors.Add(document.Id, editor);
        }

        editor.ReplaceNode(node, (current, _) => current is TNode same ? replace(same) : current);
    }

    /// <summary>A number that no other diagnostic of this action gets: the given one, or the next after those that are given out.</summary>
    /// <param name="space">Within what the numbers differ.</param>
    /// <param name="free">The first one that is free in the original code.</param>
    public int Number(string space, int free)
    {
        var number = _last.TryGetValue(space, out var last) ? Math.Max(free, last + 1) : free;
        _last[space] = number;
        return number;
    }

    /// <summary>Whether nothing of this action has asked this before about the node: several diagnostics may need the same edit.</summary>
    public bool Begin(SyntaxNode node) => _begun.Add((node.SyntaxTree.FilePath, node.Span, node.RawKind));

    /// <summary>Adds a using directive to the file of a node. Only for a namespace that the file has no using of yet.</summary>
    public void Import(SyntaxNode node, string name)
    {
        if (solution.GetDocument(node.SyntaxTree) is { } document)
        {
            _imports.Add((document.Id, name));
        }
    }

    /// <summary>Changes a file that is no code.</summary>
    public async Task ChangeTextAsync(TextDocument document, Func<string, string> change)
    {
        if (!_texts.TryGetValue(document.Id, out var text))
        {
            text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        }

        _texts[document.Id] = SourceText.From(change(text.ToString()), text.Encoding, text.ChecksumAlgorithm);
    }

    public Solution Result()
    {
        var changed = solution;
        foreach (var editor in _editors)
        {
            var root = editor.Value.GetChangedRoot();
            foreach (var (_, name) in _imports.Where(i => i.Document == editor.Key).OrderBy(static i => i.Name, StringComparer.Ordinal))
            {
                root = SyntaxText.WithUsing((CompilationUnitSyntax)root, name);
            }

            changed = changed.WithDocumentSyntaxRoot(editor.Key, root);
        }

        return _texts.Aggregate(changed, static (all, text) => all.WithAdditionalDocumentText(text.Key, text.Value));
    }
}
