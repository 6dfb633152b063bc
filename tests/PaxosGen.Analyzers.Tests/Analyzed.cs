using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PaxosGen.Analyzers.Determinism;
using PaxosGen.Generators;

namespace PaxosGen.Analyzers.Tests;

/// <summary>A project of a user's, looked at by the determinism analyzer.</summary>
internal sealed class Analyzed
{
    public static readonly CSharpParseOptions Parse = new(LanguageVersion.Preview);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => p.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Select(static p => MetadataReference.CreateFromFile(p)),
        MetadataReference.CreateFromFile(typeof(CommandContext).Assembly.Location),
    ];

    /// <summary>A project without files. Symbols of references are made once and shared by what is derived from this.</summary>
    public static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "UserProject",
        references: References,
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    private Analyzed(CSharpCompilation compilation, ImmutableArray<Diagnostic> diagnostics)
    {
        Compilation = compilation;
        Diagnostics = diagnostics;
    }

    public CSharpCompilation Compilation { get; }

    /// <summary>What the determinism analyzer says, in the order of files and lines.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Sources that must compile, once generated code is added.</summary>
    public static Task<Analyzed> FromAsync(params string[] sources) => FromAsync([.. sources.Select(static (text, i) => ($"File{i}.cs", text))]);

    public static Task<Analyzed> FromAsync(params (string Path, string Text)[] files) => FromAsync(Empty, [], files);

    /// <param name="configuration">Text of PaxosGen.Determinism.txt, if any.</param>
    public static Task<Analyzed> WithListAsync(string configuration, params string[] sources)
        => FromAsync(Empty, [new ListFile(configuration)], [.. sources.Select(static (text, i) => ($"File{i}.cs", text))]);

    public static async Task<Analyzed> FromAsync(CSharpCompilation empty, ImmutableArray<AdditionalText> additional, (string Path, string Text)[] files)
    {
        var input = empty.AddSyntaxTrees(files.Select(static f => CSharpSyntaxTree.ParseText(f.Text, Parse, f.Path)));
        CSharpGeneratorDriver.Create([new StateMachineGenerator().AsSourceGenerator()], parseOptions: Parse).RunGeneratorsAndUpdateCompilation(input, out var output, out _);
        var errors = output.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors));
        return new Analyzed((CSharpCompilation)output, await AnalyzeAsync(output, additional));
    }

    /// <summary>What the analyzer says of a compilation that may be broken; a failure of its own is an error.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation, ImmutableArray<AdditionalText> additional = default)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(additional.IsDefault ? [] : additional),
            onAnalyzerException: null,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        var all = await compilation.WithAnalyzers([new DeterminismAnalyzer()], options).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(all, static d => d.Id == "AD0001");
        return [.. all.OrderBy(static d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(static d => d.Location.SourceSpan.Start).ThenBy(static d => d.Id, StringComparer.Ordinal)];
    }

    /// <summary>Fails unless exactly the lines that end with <c>// ID</c> have diagnostics of these ids, of any severity.</summary>
    public static async Task ExpectAsync(params string[] sources) => (await FromAsync(sources)).Expect();

    /// <summary>See <see cref="ExpectAsync"/>.</summary>
    public void Expect()
    {
        var expected = Compilation.SyntaxTrees
            .Where(static t => t.FilePath.StartsWith("File", StringComparison.Ordinal))
            .SelectMany(static t => t.GetText().Lines.SelectMany(l => Regex.Matches(l.ToString(), @"(?<=// .*)PXG1\d{3}").Select(m => Place(t.FilePath, l.LineNumber, m.Value))))
            .Order(StringComparer.Ordinal);
        var actual = Diagnostics
            .Select(static d => Place(d.Location.SourceTree!.FilePath, d.Location.GetLineSpan().StartLinePosition.Line, d.Id))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.True(expected.SequenceEqual(actual, StringComparer.Ordinal), $"Expected:\n{string.Join("\n", expected)}\nFound:\n{string.Join("\n", Diagnostics)}");
    }

    private static string Place(string file, int line, string id) => string.Create(CultureInfo.InvariantCulture, $"{file}({line + 1}): {id}");

    private sealed class ListFile(string text) : AdditionalText
    {
        public override string Path => "PaxosGen.Determinism.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
