using System.Collections.Concurrent;
using System.Net;
using System.Text;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Hosting;

/// <summary>
/// Where replicas listen. The membership says it; its operator may correct that for this process, and a replica that is no
/// member says it itself when it connects.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class MemberAddresses
{
    private readonly ReplicaOptions _options;
    private readonly Membership _founding;
    private readonly ConcurrentDictionary<ReplicaId, string> _said = [];
    private readonly ConcurrentDictionary<ReplicaId, (string Host, IPAddress[] Addresses)> _resolved = [];
    private volatile Membership _members;

    /// <summary>What is known without the cluster.</summary>
    /// <param name="options">What the operator says.</param>
    /// <param name="founding">What the cluster was born with.</param>
    public MemberAddresses(ReplicaOptions options, Membership founding)
    {
        _options = options;
        _founding = _members = founding;
    }

    /// <summary>Where a replica listens, <c>host:port</c>; empty when not known.</summary>
    public string Of(ReplicaId replica)
    {
        if (_options.LaterMembers.TryGetValue(replica.Value, out var later))
        {
            return later;
        }

        // An address that is still the one of the cluster's birth corrects nothing, and may be older than the membership's.
        if (_options.Members.TryGetValue(replica.Value, out var given) && given != _founding.Find(replica)?.Address)
        {
            return given;
        }

        return _members.Find(replica)?.Address ?? _said.GetValueOrDefault(replica) ?? given ?? "";
    }

    /// <summary>Whether a member is said to listen at an address. Names of hosts stand for what they did when the member was last dialled.</summary>
    public bool IsMemberAt(IPAddress address) => _members.Members.Any(member =>
        HostPort.TryParse(Of(member.Id)) is { } at
        && (IPAddress.TryParse(at.Host, out var host) ? host.Equals(address)
            : _resolved.TryGetValue(member.Id, out var found) && found.Host == at.Host && found.Addresses.Contains(address)));

    /// <summary>The host of a replica has been looked up.</summary>
    public void OnResolved(ReplicaId replica, HostPort at, IReadOnlyList<IPAddress> found) =>
        _resolved[replica] = (at.Host, [.. found.Select(static address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)]);

    /// <summary>Where the voters listen, for clients.</summary>
    public EpochMembers VotersOf(Configuration configuration) => new(
        configuration.Epoch,
        [.. configuration.Membership.Voters.Select(Of).Where(address => address.Length > 0 && Encoding.UTF8.GetByteCount(address) <= EpochMembers.MaxAddressBytes)]);

    /// <summary>Others are the members from now on.</summary>
    public void Follow(Membership members) => _members = members;

    /// <summary>A replica has said where it listens.</summary>
    public void OnSaid(ReplicaId replica, string address)
    {
        if (HostPort.TryParse(address) is not null)
        {
            _said[replica] = address;
        }
    }
}
