namespace PaxosGen.Client;

/// <summary>How a call ended.</summary>
/// <param name="Result">The encoded result, if it succeeded.</param>
/// <param name="Error">What to throw, if it did not.</param>
public readonly record struct CallOutcome(ReadOnlyMemory<byte> Result, Exception? Error)
{
    /// <summary>The call succeeded.</summary>
    public static CallOutcome Of(ReadOnlyMemory<byte> result) => new(result, null);

    /// <summary>The call failed.</summary>
    public static CallOutcome Of(Exception error) => new(default, error);
}
