namespace PaxosGen.Transport;

/// <summary>A reply as it has arrived. Nearly all are results, of which no object is made.</summary>
public readonly struct ArrivedReply
{
    /// <summary>A result.</summary>
    /// <param name="id">Id of the request.</param>
    /// <param name="result">Its bytes.</param>
    public ArrivedReply(RequestId id, ReadOnlyMemory<byte> result)
    {
        Id = id;
        Result = result;
    }

    /// <summary>Any reply.</summary>
    public ArrivedReply(ClientReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        Id = reply.Id;
        if (reply is ClientReply.Result result)
        {
            Result = result.Payload;
        }
        else
        {
            Other = reply;
        }
    }

    /// <summary>Id of the request.</summary>
    public RequestId Id { get; }

    /// <summary>The encoded result, unless it is another reply.</summary>
    public ReadOnlyMemory<byte> Result { get; }

    /// <summary>The reply, unless it is a result.</summary>
    public ClientReply? Other { get; }

    /// <summary>The reply as an object.</summary>
    public ClientReply ToReply() => Other ?? new ClientReply.Result(Id, Result);
}
