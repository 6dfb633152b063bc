using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>
/// Remembers a model for as long as nothing that it could have been made from has changed. The compiler asks for all models
/// after each keystroke, because any symbol may have changed; but a model depends on names alone that are mentioned in the
/// file of its class, in the files that declare those names, and so on.
/// </summary>
/// <remarks>Nothing here keeps a tree or a compilation alive: everything goes with the tree that it belongs to.</remarks>
internal static class ModelCache
{
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<(int Position, Type Type), Known>> Models = new();
    private static readonly ConditionalWeakTable<Compilation, Project> Projects = new();

    /// <summary>The model that was made before, or a new one.</summary>
    public static T? Get<T>(SyntaxNode declaration, Compilation compilation, Func<T?> parse, CancellationToken cancellationToken)
        where T : class
    {
        var tree = declaration.SyntaxTree;
        if (!Projects.TryGetValue(compilation, out var project))
        {
            project = Projects.GetValue(compilation, c => new Project(c, cancellationToken));
        }

        var sources = project.SourcesOf(tree, cancellationToken);
        var models = Models.GetOrCreateValue(tree);
        var key = (declaration.SpanStart, typeof(T));
        if (models.TryGetValue(key, out var known) && known.Sources == sources)
        {
            return (T?)known.Model;
        }

        var model = parse();
        models[key] = new Known(sources, model);
        return model;
    }

    /// <summary>A model, and the files and settings that it was made from.</summary>
    private sealed record Known(string Sources, object? Model);

    /// <summary>What all models of one compilation share.</summary>
    private sealed class Project
    {
        private readonly Dictionary<string, List<FileOutline>> _declarations = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<FileOutline> _everywhere = [];
        private readonly string _settings;

        public Project(Compilation compilation, CancellationToken cancellationToken)
        {
            var namespaces = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var tree in compilation.SyntaxTrees)
            {
                var outline = FileOutline.Of(tree, cancellationToken);
                namespaces.UnionWith(outline.Namespaces);
                if (outline.IsSeenEverywhere)
                {
                    _everywhere.Add(outline);
                }

                foreach (var name in outline.Declares)
                {
                    if (!_declarations.TryGetValue(name, out var files))
                    {
                        _declarations.Add(name, files = []);
                    }

                    files.Add(outline);
                }
            }

            // A namespace can hide what a name meant, wherever it is declared; of such changes there are few.
            var settings = compilation.References.Select(static r => Identity.Of(r)).Prepend(Identity.Of(compilation.Options));
            _settings = $"{compilation.AssemblyName}|{string.Join(",", settings)}|{string.Join(",", namespaces)}|";
        }

        /// <summary>The settings, the file, and all files whose declarations are mentioned in one of these.</summary>
        public string SourcesOf(SyntaxTree tree, CancellationToken cancellationToken)
        {
            var pending = new Stack<FileOutline>(_everywhere);
            pending.Push(FileOutline.Of(tree, cancellationToken));
            var files = new SortedSet<long>();
            while (pending.Count > 0)
            {
                var file = pending.Pop();
                if (!files.Add(file.Id))
                {
                    continue;
                }

                foreach (var name in file.Mentions)
                {
                    if (_declarations.TryGetValue(name, out var others))
                    {
                        others.ForEach(pending.Push);
                    }
                }
            }

            return _settings + string.Join(",", files);
        }
    }
}

/// <summary>Numbers for objects: equal for the same object alone, and without keeping it.</summary>
internal static class Identity
{
    private static readonly ConditionalWeakTable<object, object> Numbers = new();
    private static long _last;

    public static long Of(object value) => (long)Numbers.GetValue(value, static _ => Next());

    public static long Next() => Interlocked.Increment(ref _last);
}
