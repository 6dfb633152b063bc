using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.External;

/// <summary>
/// Which members of libraries are allowed and which are not, by documentation id: the embedded lists, and over them the
/// user's PaxosGen.Determinism.txt. The most specific entry counts: the member, all its overloads, what it overrides, its
/// type, the types around it, then namespaces from the innermost. Of two equally specific ones, the user's counts.
/// </summary>
internal sealed class ApiList
{
    private readonly Dictionary<ISymbol, Verdict?> _found = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, Verdict?> _ofUser = new(SymbolEqualityComparer.Default);
    private readonly Func<string, Verdict?> _lookUp;

    private ApiList(UserList user)
    {
        User = user;
        _lookUp = id => User.Find(id) ?? (EmbeddedLists.Entries.TryGetValue(id, out var verdict) ? verdict : null);
    }

    public UserList User { get; }

    public static ApiList Load(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken) => new(UserList.Read(files, cancellationToken));

    /// <summary>The verdict about a member or type of a library; null if nothing is known of it.</summary>
    public Verdict? Find(ISymbol symbol) => Find(symbol, _found, _lookUp);

    /// <summary>What the user's list says of a member or type, be it of a library or of the user's own.</summary>
    public Verdict? FindOfUser(ISymbol symbol) => User.IsEmpty ? null : Find(symbol, _ofUser, User.Find);

    private static Verdict? Find(ISymbol symbol, Dictionary<ISymbol, Verdict?> found, Func<string, Verdict?> lookUp)
    {
        symbol = symbol.OriginalDefinition;
        symbol = (symbol as IMethodSymbol)?.AssociatedSymbol ?? symbol;
        if (symbol is INamespaceSymbol { IsGlobalNamespace: true })
        {
            return null;
        }

        if (!found.TryGetValue(symbol, out var verdict))
        {
            verdict = OfSymbol(symbol, lookUp) ?? (symbol.ContainingSymbol is { } container ? Find(container, found, lookUp) : null);
            found.Add(symbol, verdict);
        }

        return verdict;
    }

    private static Verdict? OfSymbol(ISymbol symbol, Func<string, Verdict?> lookUp)
    {
        for (var current = symbol; current is not null; current = Overridden(current))
        {
            if (current.GetDocumentationCommentId() is { } id && lookUp(id) is { } verdict)
            {
                return verdict;
            }

            if (current is IMethodSymbol { ContainingType: { } type } method
                && type.GetDocumentationCommentId() is { } typeId
                && lookUp($"M:{typeId.Substring(2)}.{method.Name.Replace('.', '#')}(*)") is { } ofOverloads)
            {
                return ofOverloads;
            }
        }

        return null;
    }

    private static ISymbol? Overridden(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.OverriddenMethod?.OriginalDefinition,
        IPropertySymbol property => property.OverriddenProperty?.OriginalDefinition,
        _ => null,
    };
}
