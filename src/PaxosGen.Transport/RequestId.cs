using System.Globalization;

namespace PaxosGen.Transport;

/// <summary>Names one request on one connection; its answer carries it back. A request that is sent again keeps its id.</summary>
public readonly record struct RequestId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
