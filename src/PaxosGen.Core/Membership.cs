using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace PaxosGen.Core;

/// <summary>One member of an epoch.</summary>
/// <param name="Id">Its replica id.</param>
/// <param name="Address">Where it listened when the membership was made, <c>host:port</c>.</param>
/// <param name="IsVoter">Whether it votes; a learner only receives the log.</param>
/// <param name="Priority">Shortens (positive) or lengthens (negative) its election time-outs; 0 unless configured.</param>
/// <param name="Store">The store whose votes count; none in the first membership, where Genesis names stores.</param>
public sealed record Member(ReplicaId Id, string Address, bool IsVoter = true, int Priority = 0, StoreId Store = default);

/// <summary>
/// The members of one epoch and its quorums. Every phase-1 quorum meets every phase-2 quorum: q1 + q2 &gt; voters
/// (Howard, Malkhi, Spiegelman: Flexible Paxos, 2016).
/// </summary>
public sealed class Membership : IEquatable<Membership>
{
    /// <summary>Most voters of one epoch; votes are counted in the bits of one word.</summary>
    public const int MaxVoters = 63;

    /// <summary>Longest lease, in nanoseconds: a minute without a leader is more than anybody wants.</summary>
    public const long MaxLeaseNanoseconds = 60_000_000_000;

    private readonly ImmutableArray<ReplicaId> _voters;

    /// <summary>Creates a membership with majority quorums.</summary>
    public Membership(ImmutableArray<Member> members) : this(members, Majority(members), Majority(members), 0)
    {
    }

    /// <summary>Creates a membership.</summary>
    /// <param name="members">In ascending order of ids, none twice.</param>
    /// <param name="phase1Quorum">Voters whose promises a candidate needs.</param>
    /// <param name="phase2Quorum">Voters whose votes choose a value.</param>
    /// <param name="leaseNanoseconds">How long an acknowledged heartbeat binds a voter; 0 without leases.</param>
    /// <exception cref="ArgumentException">No valid membership; says why.</exception>
    public Membership(ImmutableArray<Member> members, int phase1Quorum, int phase2Quorum, long leaseNanoseconds)
    {
        Members = members;
        Phase1Quorum = phase1Quorum;
        Phase2Quorum = phase2Quorum;
        LeaseNanoseconds = leaseNanoseconds;
        _voters = [.. members.Where(m => m.IsVoter).Select(m => m.Id)];
        Validate();
    }

    /// <summary>The members, in ascending order of ids.</summary>
    public ImmutableArray<Member> Members { get; }

    /// <summary>The ids of the voters, ascending.</summary>
    public ImmutableArray<ReplicaId> Voters => _voters;

    /// <summary>The voter that tries to lead first where nobody leads: the lowest id of those with the highest priority.</summary>
    public ReplicaId FirstToLead => Members.Where(m => m.IsVoter).MaxBy(m => m.Priority)!.Id;

    /// <summary>Voters whose promises a candidate needs (q1).</summary>
    public int Phase1Quorum { get; }

    /// <summary>Voters whose votes choose a value (q2).</summary>
    public int Phase2Quorum { get; }

    /// <summary>Voters without whom nobody can both begin to lead and have anything chosen.</summary>
    public int LargerQuorum => Math.Max(Phase1Quorum, Phase2Quorum);

    /// <summary>How long an acknowledged heartbeat binds a voter; 0 without leases.</summary>
    public long LeaseNanoseconds { get; }

    /// <summary>Index of a voter among the voters, or -1.</summary>
    public int VoterIndex(ReplicaId id) => _voters.BinarySearch(id);

    /// <summary>Whether <paramref name="id"/> votes in this epoch.</summary>
    public bool IsVoter(ReplicaId id) => VoterIndex(id) >= 0;

    /// <summary>The member with this id, or null.</summary>
    public Member? Find(ReplicaId id) => Members.FirstOrDefault(m => m.Id == id);

    /// <summary>The id of the cluster that is born with this membership and name.</summary>
    public ClusterId ClusterIdFor(string clusterName)
    {
        var writer = new CanonicalWriter();
        writer.WriteLengthPrefixed("PaxosGen cluster 1"u8);
        writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(clusterName));
        WriteTo(writer);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(writer.WrittenSpan, hash);
        return new ClusterId(new CanonicalReader(hash[..16]).ReadFixed128());
    }

    /// <summary>Writes the membership.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.WriteVarUInt((ulong)Members.Length);
        foreach (var member in Members)
        {
            writer.WriteVarUInt((ulong)member.Id.Value);
            writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(member.Address));
            writer.WriteByte(member.IsVoter ? (byte)1 : (byte)0);
            writer.WriteVarInt(member.Priority);
            writer.WriteFixed128(member.Store.Value);
        }

        writer.WriteVarUInt((ulong)Phase1Quorum);
        writer.WriteVarUInt((ulong)Phase2Quorum);
        writer.WriteVarUInt((ulong)LeaseNanoseconds);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="WireFormatException">The bytes are no membership.</exception>
    public static Membership ReadFrom(ref CanonicalReader reader)
    {
        var count = (int)reader.ReadVarUInt(Configuration.MaxReplicas);
        var members = ImmutableArray.CreateBuilder<Member>(count);
        for (var i = 0; i < count; i++)
        {
            var id = new ReplicaId((int)reader.ReadVarUInt(int.MaxValue));
            var address = Encoding.UTF8.GetString(reader.ReadLengthPrefixed());
            var isVoter = reader.ReadByte() != 0;
            var priority = (int)reader.ReadVarInt();
            members.Add(new Member(id, address, isVoter, priority, new StoreId(reader.ReadFixed128())));
        }

        var phase1Quorum = (int)reader.ReadVarUInt(MaxVoters);
        var phase2Quorum = (int)reader.ReadVarUInt(MaxVoters);
        var lease = (long)reader.ReadVarUInt(long.MaxValue);
        try
        {
            return new Membership(members.MoveToImmutable(), phase1Quorum, phase2Quorum, lease);
        }
        catch (ArgumentException e)
        {
            throw new WireFormatException($"No valid membership: {e.Message}");
        }
    }

    /// <inheritdoc />
    public bool Equals(Membership? other) =>
        other is not null && Members.SequenceEqual(other.Members) && Phase1Quorum == other.Phase1Quorum
        && Phase2Quorum == other.Phase2Quorum && LeaseNanoseconds == other.LeaseNanoseconds;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Membership);

    /// <inheritdoc />
    public override int GetHashCode() => Members.Length * 31 + Phase1Quorum;

    /// <inheritdoc />
    public override string ToString() => $"{{{string.Join(",", Members.Select(m => m.IsVoter ? $"{m.Id}" : $"{m.Id}(learner)"))}}}";

    private static int Majority(ImmutableArray<Member> members) => members.Count(m => m.IsVoter) / 2 + 1;

    private void Validate()
    {
        if (_voters.Length is 0 or > MaxVoters)
        {
            throw new ArgumentException($"A membership needs 1 to {MaxVoters} voters, not {_voters.Length}.");
        }

        if (Members.Length > Configuration.MaxReplicas)
        {
            throw new ArgumentException($"A membership has at most {Configuration.MaxReplicas} members, not {Members.Length}.");
        }

        for (var i = 0; i < Members.Length; i++)
        {
            if (Members[i].Id.Value <= 0)
            {
                throw new ArgumentException($"Replica id {Members[i].Id} is not positive.");
            }

            if (i > 0 && Members[i - 1].Id >= Members[i].Id)
            {
                throw new ArgumentException($"Members must be in ascending order of ids, none twice; {Members[i].Id} is not.");
            }
        }

        if (LeaseNanoseconds is < 0 or > MaxLeaseNanoseconds)
        {
            throw new ArgumentException($"A lease lasts at most {MaxLeaseNanoseconds / 1_000_000_000} s, and is 0 for none; not {LeaseNanoseconds} ns.");
        }

        if (Phase1Quorum < 1 || Phase2Quorum < 1 || Phase1Quorum > _voters.Length || Phase2Quorum > _voters.Length
            || Phase1Quorum + Phase2Quorum <= _voters.Length)
        {
            throw new ArgumentException(
                $"Quorums {Phase1Quorum} and {Phase2Quorum} of {_voters.Length} voters need not meet; their sum must exceed the number of voters.");
        }
    }
}
