namespace PaxosGen.Server.Applying;

/// <summary>How a call of a state machine ended: what is replicated, and what is only for people to read.</summary>
/// <param name="Envelope">The bytes of a <see cref="ResultEnvelope"/>; equal on all replicas.</param>
/// <param name="Hint">What the exception said on this replica; in no hash, table or snapshot.</param>
internal readonly record struct HandlerResult(byte[] Envelope, string? Hint)
{
    /// <summary>Longest hint, in characters: it travels in a reply and must not fill one.</summary>
    public const int MaxHintLength = 1024;

    /// <summary>The call returned and wrote <paramref name="content"/>.</summary>
    public static HandlerResult Of(ReadOnlySpan<byte> content) => new(ResultEnvelope.EncodeOk(content), null);

    /// <summary>The call threw.</summary>
    public static HandlerResult Of(Exception thrown) => thrown switch
    {
        CommandRejectedException e => new(new ResultEnvelope.Rejected(e.Code, e.Message).Encode(), null),

        // Which bytes are malformed is the same everywhere; how a build words it is not.
        WireFormatException e => new(new ResultEnvelope.Malformed().Encode(), HintOf(e)),
        _ => new(new ResultEnvelope.Failed(NameOf(thrown.GetType())).Encode(), HintOf(thrown)),
    };

    // Type arguments are written with the versions of their assemblies, which differ during a rolling upgrade.
    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;

    private static string? HintOf(Exception thrown)
    {
        try
        {
            var hint = thrown.Message;
            return hint is { Length: > MaxHintLength } ? hint[..MaxHintLength] : hint;
        }
        catch (Exception)
        {
            // Message is the author's code. A hint is not worth a replica.
            return null;
        }
    }
}
