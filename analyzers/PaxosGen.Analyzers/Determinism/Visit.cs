using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>Who reaches code.</summary>
internal enum Reach
{
    /// <summary>A command, or the creation of the state machine: it runs on every replica and must do the same on each.</summary>
    Command,

    /// <summary>A query: it runs on the replica that is asked.</summary>
    Query,
}

/// <summary>That a body is reached, and how: by a shortest chain of calls from a handler.</summary>
/// <param name="Parent">Null for handlers and the state machine's constructors.</param>
/// <param name="Site">The call in the parent's code; null if nothing in the code shows it.</param>
internal sealed record Visit(Body Body, Reach Reach, Visit? Parent, Location? Site)
{
    /// <summary>The handler, or the state machine's constructor.</summary>
    public Visit Root => Parent?.Root ?? this;

    /// <summary>«Place → Record → Stamp».</summary>
    public string Path => Parent is null ? Body.Member.Name : $"{Parent.Path} → {Body.Member.Name}";

    /// <summary>The calls on the path, from the handler on.</summary>
    public ImmutableArray<Location> Sites
    {
        get
        {
            var sites = ImmutableArray.CreateBuilder<Location>();
            for (var visit = this; visit is not null; visit = visit.Parent)
            {
                if (visit.Site is { } site)
                {
                    sites.Insert(0, site);
                }
            }

            return sites.ToImmutable();
        }
    }
}
