using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>
/// Code about one rule: lines that end with <c>// ID</c> are exactly those that the rule must report, and of the class
/// Good nothing may be said by any rule.
/// </summary>
internal sealed class RuleCase(string id, string source)
{
    public async Task ExpectAsync()
    {
        var analyzed = await Analyzed.FromAsync(source);
        var lines = source.Split('\n');
        var expected = Enumerable.Range(0, lines.Length).Where(i => Regex.IsMatch(lines[i], $"// .*{id}"));
        var found = analyzed.Diagnostics.Where(d => d.Id == id).Select(static d => d.Location.GetLineSpan().StartLinePosition.Line).Distinct().Order();
        Assert.NotEmpty(expected);
        Assert.Equal(Text(expected, lines), Text(found, lines));
    }

    public async Task ExpectCleanAsync()
    {
        var analyzed = await Analyzed.FromAsync(source);
        var good = (await analyzed.Compilation.SyntaxTrees.First().GetRootAsync()).DescendantNodes().OfType<ClassDeclarationSyntax>().Single(static c => c.Identifier.Text == "Good");
        Assert.True(good.Members.OfType<MethodDeclarationSyntax>().Any());
        Assert.Empty(analyzed.Diagnostics.Where(d => d.Location.SourceTree == good.SyntaxTree && d.Location.SourceSpan.IntersectsWith(good.Span)));
    }

    private static string Text(IEnumerable<int> numbers, string[] lines) => string.Join("\n", numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n + 1}: {lines[n].Trim()}")));
}
