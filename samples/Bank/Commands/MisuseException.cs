namespace BankSample.Commands;

/// <summary>The command line makes no sense.</summary>
/// <param name="problem">What is wrong with it.</param>
/// <param name="usage">How to use the command.</param>
internal sealed class MisuseException(string problem, string usage) : Exception(problem)
{
    /// <summary>How to use the command.</summary>
    public string Usage => usage;
}
