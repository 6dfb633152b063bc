using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PaxosGen.Analyzers.Tests.Documentation;

/// <summary>The C# in a page of the documentation.</summary>
internal static class Markdown
{
    public static string Root([CallerFilePath] string caller = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "../../.."));

    /// <summary>The pages that people read first: README.md and docs/**/*.md.</summary>
    public static IEnumerable<string> Pages()
        => Directory.GetFiles(Path.Combine(Root(), "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Root(), "README.md")).Order(StringComparer.Ordinal);

    public static IReadOnlyList<string> CSharpOf(string page)
        => [.. Regex.Matches(File.ReadAllText(page), "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(static m => m.Groups[1].Value)];
}
