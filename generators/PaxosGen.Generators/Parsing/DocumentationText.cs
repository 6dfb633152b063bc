using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>The documentation of a member, as its author has written it.</summary>
internal static class DocumentationText
{
    /// <summary>Lines that start with <c>///</c>: the compiler hands out parsed comments only to projects that make a documentation file.</summary>
    /// <param name="member">The member.</param>
    /// <param name="without">A parameter that is not spoken of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static string Of(ISymbol member, string? without, CancellationToken cancellationToken)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var lines = reference.GetSyntax(cancellationToken).GetLeadingTrivia().SelectMany(static t => LinesOf(t.ToFullString().Trim())).ToList();
            if (lines.Count > 0)
            {
                var text = string.Join("\n", lines);
                return without is null ? text : Without(text, without);
            }
        }

        return string.Empty;
    }

    private static IEnumerable<string> LinesOf(string trivia)
    {
        var lines = trivia.Split('\n').Select(static l => l.Trim());
        return trivia.StartsWith("///", StringComparison.Ordinal) ? lines.Where(static l => l.StartsWith("///", StringComparison.Ordinal) && !l.StartsWith("////", StringComparison.Ordinal))
            : IsBlock(trivia) ? LinesOfBlock([.. trivia.Substring(3, trivia.Length - 5).Split('\n').Select(static l => l.Trim())])
            : [];
    }

    /// <summary><c>/** … */</c>, and neither <c>/**/</c> nor a box of stars.</summary>
    private static bool IsBlock(string trivia)
        => trivia.Length > 5 && trivia.StartsWith("/**", StringComparison.Ordinal) && trivia[3] is not '*' && trivia.EndsWith("*/", StringComparison.Ordinal);

    /// <summary>A star at the start of each line is no part of the text, as the compiler sees it; nor are the ends of the comment when they stand alone.</summary>
    private static IEnumerable<string> LinesOfBlock(string[] lines)
    {
        var last = lines.Length - 1;
        var areStarred = lines.Skip(1).Where((l, i) => i + 1 < last || l.Length > 0).All(static l => l.StartsWith("*", StringComparison.Ordinal));
        for (var i = 0; i <= last; i++)
        {
            var line = i > 0 && areStarred && lines[i].Length > 0 ? lines[i].Substring(1).Trim() : lines[i];
            if (line.Length > 0 || (i > 0 && i < last))
            {
                yield return line.Length > 0 ? "/// " + line : "///";
            }
        }
    }

    private static string Without(string text, string parameter)
    {
        // What stands beside it on its first or last line stays, and stays a comment.
        var element = $"<param\\s+name\\s*=\\s*[\"']{Regex.Escape(parameter)}[\"']\\s*(/>|>((?!</param)[\\s\\S])*</param\\s*>)";
        text = Regex.Replace(text, $"(?m)^///[ \\t]*{element}[ \\t]*(\\n|\\z)", string.Empty);
        return Regex.Replace(text, element, string.Empty).TrimEnd('\n');
    }
}
