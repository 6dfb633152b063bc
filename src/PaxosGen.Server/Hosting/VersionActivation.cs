using System.Collections.Concurrent;
using PaxosGen.Core;
using PaxosGen.Server.Running;

namespace PaxosGen.Server.Hosting;

/// <summary>
/// Has the leader activate a version of the schema once every member of the epoch runs a build that knows it. Looks again
/// now and then, since members come back with newer builds and the lead changes; asking twice does nothing.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class VersionActivation : IDisposable
{
    private readonly ReplicaId _self;
    private readonly int _version;
    private readonly Func<ReplicaFacts> _facts;
    private readonly Inbox _inbox;
    private readonly ConcurrentDictionary<ReplicaId, int> _known = new();
    private readonly Timer _timer;

    /// <summary>Begins to look.</summary>
    /// <param name="self">This replica.</param>
    /// <param name="version">The highest version that this build knows.</param>
    /// <param name="facts">What this replica knows now.</param>
    /// <param name="inbox">Takes the request.</param>
    /// <param name="interval">How often to look.</param>
    public VersionActivation(ReplicaId self, int version, Func<ReplicaFacts> facts, Inbox inbox, TimeSpan interval)
    {
        _self = self;
        _version = version;
        _facts = facts;
        _inbox = inbox;
        _timer = new Timer(static activation => ((VersionActivation)activation!).Look(), this, interval, interval);
    }

    /// <summary>A replica has connected, and says what its build knows.</summary>
    public void OnSaid(ReplicaId replica, int version)
    {
        // No cluster ever has more; whoever makes up ids must not fill the memory.
        if (_known.Count < Configuration.MaxReplicas || _known.ContainsKey(replica))
        {
            _known[replica] = version;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var facts = _facts();
        if (facts.Role != ReplicaRole.Leader || !facts.Configuration.IsBorn || facts.Configuration.ActiveVersion >= _version)
        {
            return;
        }

        var known = facts.Configuration.Membership.Members.Min(m => m.Id == _self ? _version : _known.GetValueOrDefault(m.Id));
        if (Math.Min(known, _version) is var version && version > facts.Configuration.ActiveVersion)
        {
            // Not worth waiting for room: the next look asks again.
            _inbox.TryPost(new Input.ActivateVersion(MonotonicClock.Now, version));
        }
    }
}
