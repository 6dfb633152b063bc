using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PaxosGen.Analyzers;

namespace PaxosGen.Generators.Tests;

/// <summary>A project of a user's: sources, compiled with generator and analyzer.</summary>
internal sealed class Compiled
{
    public static readonly CSharpParseOptions Parse = new(LanguageVersion.Preview);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p) is var n && (n.StartsWith("System.", StringComparison.Ordinal) || n is "netstandard.dll" or "mscorlib.dll"))
            .Where(static p => p.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Select(static p => MetadataReference.CreateFromFile(p)),
        MetadataReference.CreateFromFile(typeof(CanonicalWriter).Assembly.Location),
    ];

    // Symbols of references are made once and shared by what is derived from this.
    public static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "UserProject",
        references: References,
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    private readonly ImmutableArray<AdditionalText> _files;

    private Compiled(CSharpCompilation input, GeneratorDriver driver, ImmutableArray<AdditionalText> files = default)
    {
        Input = input;
        _files = files.IsDefault ? [] : files;
        Driver = driver.RunGeneratorsAndUpdateCompilation(input, out var output, out var diagnostics);
        Output = (CSharpCompilation)output;
        GeneratorDiagnostics = diagnostics;
    }

    public CSharpCompilation Input { get; }

    public CSharpCompilation Output { get; }

    public GeneratorDriver Driver { get; }

    public ImmutableArray<Diagnostic> GeneratorDiagnostics { get; }

    public static Compiled From(params string[] sources) => From(Parse, Empty.Options, sources);

    /// <summary>A project with settings of its own.</summary>
    public static Compiled From(CSharpParseOptions parse, CSharpCompilationOptions options, params string[] sources)
        => From(Empty.WithOptions(options), parse, sources);

    /// <summary>A project that references another, which must be free of errors and warnings.</summary>
    public static async Task<Compiled> FromAsync(Compiled library, params string[] sources)
    {
        Assert.Empty(await library.DiagnosticsAsync());
        using var stream = new MemoryStream();
        Assert.True(library.Output.Emit(stream).Success);
        return From(Empty.WithAssemblyName("OtherProject").AddReferences(MetadataReference.CreateFromImage(stream.ToArray())), Parse, sources);
    }

    private static Compiled From(CSharpCompilation empty, CSharpParseOptions parse, string[] sources)
    {
        var trees = sources.Select((text, i) => CSharpSyntaxTree.ParseText(text, parse, $"File{i}.cs")).ToArray();
        var compilation = empty.AddSyntaxTrees(trees);
        var driver = CSharpGeneratorDriver.Create(
            [new StateMachineGenerator().AsSourceGenerator()],
            parseOptions: parse,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new Compiled(compilation, driver);
    }

    public static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, Parse, path);

    /// <summary>Runs the same driver again on changed sources.</summary>
    public Compiled With(CSharpCompilation changed) => new(changed, Driver, _files);

    /// <summary>The same project with a schema file.</summary>
    public Compiled WithSchema(string text)
    {
        AdditionalText file = new SchemaText(text);
        return new Compiled(Input, _files.IsEmpty ? Driver.AddAdditionalTexts([file]) : Driver.ReplaceAdditionalText(_files[0], file), [file]);
    }

    public string Generated(string hintName)
        => Driver.GetRunResult().Results.Single().GeneratedSources.Single(s => s.HintName == hintName).SourceText.ToString();

    public IReadOnlyList<string> HintNames() => [.. Driver.GetRunResult().Results.Single().GeneratedSources.Select(static s => s.HintName)];

    /// <summary>What the user sees: errors and warnings of compiler, generator and analyzer.</summary>
    public async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync()
    {
        var analysis = Output.WithAnalyzers([new UsageAnalyzer()], new AnalyzerOptions(_files));
        var diagnostics = await analysis.GetAllDiagnosticsAsync();
        return [.. diagnostics.Concat(GeneratorDiagnostics).Where(IsSeen)];
    }

    /// <summary>What generator and analyzer say, or how they fail; the compiler is not asked.</summary>
    public async Task<ImmutableArray<Diagnostic>> OwnDiagnosticsAsync()
    {
        var diagnostics = await Input.WithAnalyzers([new UsageAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics, .. GeneratorDiagnostics];
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
        // What the compiler has to say comes with the emitted bytes: to ask for its diagnostics first would bind everything twice.
        using var stream = new MemoryStream();
        var result = Output.Emit(stream);
        var analysis = await Output.WithAnalyzers([new UsageAnalyzer()], new AnalyzerOptions(_files)).GetAnalyzerDiagnosticsAsync();
        var diagnostics = result.Diagnostics.Concat(analysis).Concat(GeneratorDiagnostics).Where(IsSeen).ToList();
        Assert.True(result.Success && diagnostics.Count == 0, string.Join("\n", diagnostics));
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

    /// <summary>The same project while its schema file is written.</summary>
    public Compiled Locking() => new(Input, Driver.WithUpdatedAnalyzerConfigOptions(new LockingOptions()), _files);

    private sealed class LockingOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Locking();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Locking : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
                => (value = key == "build_property.PaxosGenLocking" ? "true" : null) is not null;
        }
    }

    private sealed class SchemaText(string text) : AdditionalText
    {
        public override string Path => "PaxosGen.schema.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private static bool IsSeen(Diagnostic diagnostic) => !diagnostic.IsSuppressed && diagnostic.Severity >= DiagnosticSeverity.Warning;

    private static string Place(string file, int line, string id) => string.Create(CultureInfo.InvariantCulture, $"{file}({line + 1}): {id}");
}
