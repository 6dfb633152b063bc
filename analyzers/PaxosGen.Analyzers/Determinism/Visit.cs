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
    // What a message shows of a path: its ends.
    private const int Shown = 12;

    /// <summary>«Place → Record → Stamp»; of a long path the beginning and the end.</summary>
    public string Path
    {
        get
        {
            var names = new List<string>();
            for (var visit = this; visit is not null; visit = visit.Parent)
            {
                names.Add(visit.Body.Member.Name);
            }

            names.Reverse();
            if (names.Count > Shown)
            {
                names.RemoveRange(Shown / 2, names.Count - Shown);
                names.Insert(Shown / 2, "…");
            }

            return string.Join(" → ", names);
        }
    }

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
                    sites.Add(site);
                }
            }

            sites.Reverse();
            return sites.ToImmutable();
        }
    }
}
