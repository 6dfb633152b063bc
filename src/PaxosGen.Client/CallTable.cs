using System.Diagnostics.CodeAnalysis;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>The calls under way, by id. Each has the place that its id's low bits name, and an id whose place is taken is not given out.</summary>
/// <remarks>Ids grow by one or a little more, so calls in turn lie side by side; and a later call has the larger id.</remarks>
internal sealed class CallTable
{
    // Its length is a power of two, and at most half of it is taken: then few ids have to be left out.
    private ClientCall?[] _places = new ClientCall?[64];
    private long _lastId;

    public int Count { get; private set; }

    /// <summary>All calls, in no order.</summary>
    public IEnumerable<ClientCall> Calls => _places.OfType<ClientCall>();

    /// <summary>An id that was never given out, and whose place is free.</summary>
    public RequestId NextId()
    {
        do
        {
            _lastId++;
        }
        while (PlaceOf(_lastId) is not null);
        return new RequestId(_lastId);
    }

    /// <summary>Adds a call whose id was given out last.</summary>
    public void Add(ClientCall call)
    {
        Invariant.Check(call.Id.Value == _lastId);
        PlaceOf(_lastId) = call;
        if (++Count > _places.Length / 2)
        {
            Grow();
        }
    }

    public bool TryGet(RequestId id, [NotNullWhen(true)] out ClientCall? call)
    {
        call = PlaceOf(id.Value);
        return call?.Id == id;
    }

    /// <summary>Removes a call if it is there.</summary>
    public void Remove(ClientCall call)
    {
        ref var place = ref PlaceOf(call.Id.Value);
        if (place == call)
        {
            place = null;
            Count--;
        }
    }

    private ref ClientCall? PlaceOf(long id) => ref _places[(int)id & (_places.Length - 1)];

    // Places that differ in the low bits differ in more of them too.
    private void Grow()
    {
        var old = _places;
        _places = new ClientCall?[2 * old.Length];
        foreach (var call in old.OfType<ClientCall>())
        {
            PlaceOf(call.Id.Value) = call;
        }
    }
}
