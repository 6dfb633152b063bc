using System.Net;
using System.Net.Sockets;

namespace PaxosGen.Transport;

/// <summary>Somebody who has connected and has not said who he is.</summary>
internal interface INewcomer
{
    /// <summary>Where he comes from; null when not known.</summary>
    IPAddress? RemoteAddress { get; }

    /// <summary>Others need his place: ends the connection.</summary>
    void Evict();
}

/// <summary>
/// Those who have connected and not said who they are, in a bounded number of places. Who comes when all are taken gets the place of
/// whoever has sat there longest: silence keeps nobody out, since who is honest is through in a few round trips. Strangers, however many,
/// leave some places for members, and those of one source take few.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="limits">How many places there are.</param>
internal sealed class Newcomers(TransportLimits limits)
{
    private const int SourcePrefixBytes = 8;

    private readonly Lock _gate = new();

    // The oldest first.
    private readonly List<(INewcomer Who, IPAddress? Source, bool IsMember)> _all = [];

    /// <summary>Gives somebody a place.</summary>
    /// <param name="who">Who comes.</param>
    /// <param name="isMember">Whether he comes from where a member is.</param>
    /// <param name="evicted">Whose place it was, who must be evicted now; null for a free one.</param>
    /// <returns>False when there is none.</returns>
    public bool TryEnter(INewcomer who, bool isMember, out INewcomer? evicted)
    {
        var source = SourceOf(who.RemoteAddress);
        lock (_gate)
        {
            var victim = isMember ? VictimOfMember() : VictimOfStranger(source);
            evicted = null;
            if (victim is { } index)
            {
                if (index < 0)
                {
                    return false;
                }

                evicted = _all[index].Who;
                _all.RemoveAt(index);
            }

            _all.Add((who, source, isMember));
            return true;
        }
    }

    /// <summary>Somebody has said who he is, or is gone.</summary>
    public void Leave(INewcomer who)
    {
        lock (_gate)
        {
            var index = _all.FindIndex(one => one.Who == who);
            if (index >= 0)
            {
                _all.RemoveAt(index);
            }
        }
    }

    /// <summary>What counts as one source: an IPv4 address, or the 64 bits of IPv6 that one network is given; null for those that are not limited.</summary>
    /// <remarks>Loopback is not limited: everybody there is on this machine, and many of them are not one.</remarks>
    internal static IPAddress? SourceOf(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return SourceOf(address.MapToIPv4());
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(SourcePrefixBytes).Clear();
        return new IPAddress(bytes);
    }

    // Null for a free place, -1 for none.
    private int? VictimOfStranger(IPAddress? source)
    {
        if (source is not null && _all.Count(one => !one.IsMember && source.Equals(one.Source)) >= limits.MaxUnauthenticatedPerSource)
        {
            return _all.FindIndex(one => !one.IsMember && source.Equals(one.Source));
        }

        var strangers = _all.Count(static one => !one.IsMember);
        return strangers < limits.MaxUnauthenticated - limits.ReservedForMembers && _all.Count < limits.MaxUnauthenticated
            ? null : _all.FindIndex(static one => !one.IsMember);
    }

    private int? VictimOfMember()
    {
        if (_all.Count < limits.MaxUnauthenticated)
        {
            return null;
        }

        return Math.Max(0, _all.FindIndex(static one => !one.IsMember));
    }
}
