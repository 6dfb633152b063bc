using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace PaxosGen.CodeFixes;

/// <summary>The edits of one action, which may mend many diagnostics in many files.</summary>
internal sealed class Edits(Solution solution, CancellationToken cancellationToken)
{
    private readonly Dictionary<DocumentId, DocumentEditor> _editors = [];
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

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

    public Solution Result()
        => _editors.Aggregate(solution, static (changed, editor) => changed.WithDocumentSyntaxRoot(editor.Key, editor.Value.GetChangedRoot()));
}
