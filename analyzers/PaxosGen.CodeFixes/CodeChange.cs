namespace PaxosGen.CodeFixes;

/// <summary>What mends one diagnostic.</summary>
/// <param name="Key">The same for all diagnostics that are mended in the same way.</param>
/// <param name="Title">What the user chooses.</param>
/// <param name="ApplyAsync">Makes the edits.</param>
internal sealed record CodeChange(string Key, string Title, Func<Edits, Task> ApplyAsync)
{
    public CodeChange(string key, string title, Action<Edits> apply)
        : this(key, title, edits =>
        {
            apply(edits);
            return Task.CompletedTask;
        })
    {
    }
}
