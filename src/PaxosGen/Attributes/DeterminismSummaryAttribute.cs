using System.ComponentModel;

namespace PaxosGen;

/// <summary>
/// Written by the generator into libraries: that <see cref="NondeterministicAttribute"/> names everything public that does
/// not do the same on every replica, so that analyzers know of it where a state machine calls the library.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DeterminismSummaryAttribute : Attribute;

/// <summary>Written by the generator into libraries: a public member that does not do the same on every replica.</summary>
/// <param name="id">The member's documentation id.</param>
/// <param name="rule">The rule that it breaks first.</param>
/// <param name="what">By what, and how it gets there.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NondeterministicAttribute(string id, string rule, string what) : Attribute
{
    /// <summary>The member's documentation id.</summary>
    public string Id { get; } = id;

    /// <summary>The rule that it breaks first.</summary>
    public string Rule { get; } = rule;

    /// <summary>By what, and how it gets there.</summary>
    public string What { get; } = what;
}
