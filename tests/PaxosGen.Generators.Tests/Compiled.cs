using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers;

namespace PaxosGen.Generators.Tests;

/// <summary>A project of a user's: sources, compiled with generator and analyzer.</summary>
internal sealed class Compiled
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Preview);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p) is var n && (n.StartsWith("System.", StringComparison.Ordinal) || n is "netstandard.dll" or "mscorlib.dll"))
            .Where(static p => p.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Select(static p => MetadataReference.CreateFromFile(p)),
        MetadataReference.CreateFromFile(typeof(CanonicalWriter).Assembly.Location),
    ];

    // Symbols of references are made once and shared by what is derived from this.
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "UserProject",
        references: References,
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    private Compiled(CSharpCompilation input, GeneratorDriver driver)
    {
        Input = input;
        Driver = driver.RunGeneratorsAndUpdateCompilation(input, out var output, out var diagnostics);
        Output = (CSharpCompilation)output;
        GeneratorDiagnostics = diagnostics;
    }

    public CSharpCompilation Input { get; }

    public CSharpCompilation Output { get; }

    public GeneratorDriver Driver { get; }

    public ImmutableArray<Diagnostic> GeneratorDiagnostics { get; }

    public static Compiled From(params string[] sources) => From(Empty, sources);

    /// <summary>A project that references another, which must be free of errors and warnings.</summary>
    public static async Task<Compiled> FromAsync(Compiled library, params string[] sources)
    {
        Assert.Empty(await library.DiagnosticsAsync());
        using var stream = new MemoryStream();
        Assert.True(library.Output.Emit(stream).Success);
        return From(Empty.WithAssemblyName("OtherProject").AddReferences(MetadataReference.CreateFromImage(stream.ToArray())), sources);
    }

    private static Compiled From(CSharpCompilation empty, string[] sources)
    {
        var trees = sources.Select((text, i) => CSharpSyntaxTree.ParseText(text, Parse, $"File{i}.cs")).ToArray();
        var compilation = empty.AddSyntaxTrees(trees);
        var driver = CSharpGeneratorDriver.Create(
            [new StateMachineGenerator().AsSourceGenerator()],
            parseOptions: Parse,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new Compiled(compilation, driver);
    }

    public static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, Parse, path);

    /// <summary>Runs the same driver again on changed sources.</summary>
    public Compiled With(CSharpCompilation changed) => new(changed, Driver);

    public string Generated(string hintName)
        => Driver.GetRunResult().Results.Single().GeneratedSources.Single(s => s.HintName == hintName).SourceText.ToString();

    public IReadOnlyList<string> HintNames() => [.. Driver.GetRunResult().Results.Single().GeneratedSources.Select(static s => s.HintName)];

    /// <summary>What the user sees: errors and warnings of compiler, generator and analyzer.</summary>
    public async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync()
    {
        var analysis = Output.WithAnalyzers([new UsageAnalyzer()]);
        var diagnostics = await analysis.GetAllDiagnosticsAsync();
        return [.. diagnostics.Concat(GeneratorDiagnostics).Where(static d => !d.IsSuppressed && d.Severity >= DiagnosticSeverity.Warning)];
    }

    /// <summary>Fails unless exactly the lines that end with <c>// ID</c> have diagnostics of these ids.</summary>
    public async Task ExpectMarkedDiagnosticsAsync()
    {
        var expected = Input.SyntaxTrees
            .SelectMany(static t => t.GetText().Lines.SelectMany(l => Regex.Matches(l.ToString(), @"(?<=// .*)(PXG|CS)\d{4}").Select(m => Place(t.FilePath, l.LineNumber, m.Value))))
            .Order(StringComparer.Ordinal);
        var actual = (await DiagnosticsAsync())
            .Select(static d => d.Location.GetLineSpan() is { IsValid: true } at ? Place(at.Path, at.StartLinePosition.Line, d.Id) : $"nowhere {d.Id}: {d}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(string.Join("\n", expected), string.Join("\n", actual));
    }

    /// <summary>Emits the project, which must be free of errors and warnings, and calls <c>Program.Run()</c>.</summary>
    public async Task<string> RunAsync(params Compiled[] libraries)
    {
        Assert.Empty(await DiagnosticsAsync());
        using var stream = new MemoryStream();
        var result = Output.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        stream.Position = 0;
        var context = new AssemblyLoadContext(name: null, isCollectible: true);
        foreach (var library in libraries)
        {
            using var bytes = new MemoryStream();
            library.Output.Emit(bytes);
            bytes.Position = 0;
            context.LoadFromStream(bytes);
        }

        var run = context.LoadFromStream(stream).GetType("Program")!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!;
        return (string)run.Invoke(null, [])!;
    }

    private static string Place(string file, int line, string id) => string.Create(CultureInfo.InvariantCulture, $"{file}({line + 1}): {id}");
}
