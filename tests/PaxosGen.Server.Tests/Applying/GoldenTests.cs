using System.Buffers.Binary;
using System.IO.Hashing;
using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

/// <summary>Bytes that replicas of different builds must agree on. They never change, or change with the format number.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void The_seed_of_a_command()
    {
        var seed = CommandSeed.Of(new ClusterId(new UInt128(0x0011223344556677, 0x8899AABBCCDDEEFF)), new Epoch(3), new Slot(1234567), 0xFEDCBA9876543210);
        Assert.Equal("2FDB523D0F2CBDE3", $"{seed:X16}");
    }

    [Fact]
    public void The_seed_of_a_command_is_what_its_documentation_says()
    {
        byte[] cluster = [0xC1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] hashed = [.. cluster, 3, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x32, 0, 0, 0, 0, 0, 0xFE];
        var seed = CommandSeed.Of(new ClusterId(0xC1), new Epoch(3), new Slot(9), 0xFE00000000003210);
        Assert.Equal(BinaryPrimitives.ReadUInt64BigEndian(XxHash3.Hash(hashed)), seed);
    }

    [Fact]
    public void The_running_hash_over_each_kind_of_outcome()
    {
        var play = new Play(RandomHistory.Settings);
        var hashes = new List<string>();
        Note();
        play.Apply(new EntryBody.NoOp());
        Note();
        play.Open(Play.Alice, at: 5, principal: "alice");
        Note();
        play.Call(Play.Alice, 1, Ledger.Add("a", 1), at: 10).ShouldRun();
        Note();
        play.Call(Play.Alice, 1, Ledger.Add("a", 1), at: 10);
        Note();
        play.Call(Play.Bob, 1, Ledger.Add("a", 1), at: 10);
        Note();
        play.Keyed(1, Ledger.Reject("a"), at: 10);
        Note();
        string[] expected =
        [
            "1 1c687a0a90c4c2a918f3095b3a4bb0ee",
            "2 ec22c1d25e4bdca53cff8bfbef91a474",
            "3 290254ccb4dddbd7f007e54286c76e07",
            "4 3fbd69c85e01f50a2368822914f30098",
            "5 0ff5fa6c6c533c681845d544c5c45ebc",
            "6 0764b36fc2911f863b53f32b5551d7e4",
            "7 1f84d5885f69c536ac7f1e4c95e992e1",
        ];
        Assert.Equal(expected, hashes);

        void Note() => hashes.Add($"{play.Applier.Hash.Slot} {play.Applier.Hash.Value:x32}");
    }

    [Fact]
    public void The_running_hash_is_what_its_documentation_says()
    {
        var hash = new RunningHash(0x1234);
        var entry = new EntryBody.Command(Origin.Key(1), 2, 3, new byte[] { 4 }).Encode();
        hash.Append(new Slot(9), entry, new AppliedOutcome.Answered(Origin.Key(1), IsRepeat: true, new Slot(8), new byte[] { 1, 7 }, "hint"));

        byte[] previous = [0x34, 0x12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] ofEntry = [.. XxHash128.Hash(entry.Bytes.Span).Reverse()];
        byte[] hashed = [.. previous, 9, 0, 0, 0, 0, 0, 0, 0, .. ofEntry, 2, 1, 7];
        Assert.Equal(BinaryPrimitives.ReadUInt128BigEndian(XxHash128.Hash(hashed)), hash.Value);
    }

    [Fact]
    public void A_small_snapshot()
    {
        var play = new Play(RandomHistory.Settings);
        play.Apply(new EntryBody.EnrolStore(new ReplicaId(2), new StoreId(0x22)));
        play.Open(Play.Alice, at: 5, principal: "alice");
        play.Call(Play.Alice, 2, Ledger.Add("a", 1), acknowledgedBelow: 2, at: 10).ShouldRun();
        play.Keyed(1, Ledger.Reject("a"), at: 300).ShouldRun();
        string[] expected =
        [
            // Format, cluster, slot, timestamp, hash.
            "01 C1000000000000000000000000000000 05 AC02 3A659A9D40ECD5AE1DBF1F5C640ADF7E",
            // Epoch, its start, members, quorums, lease.
            "01 01 02 01056F6E653A31010000000000000000000000000000000000 020574776F3A32010000000000000000000000000000000000 02 02 00",
            // Settings, enrolled stores, active version.
            "06 04 9003 D804 08 D08603 01 01 02 22000000000000000000000000000000 01",
            // Sessions: id, principal, low, last use, calls.
            "01 CE110A00000000000000000000000000 05616C696365 02 0A 01",
            // Its call: number, payload hash, slot, envelope.
            "02 D0CBBFA81F32081A4782830AE8ED3AD0 04 020102",
            // Keys: key, payload hash, slot, timestamp, envelope.
            "01 01000000000000000000000000000000 9901B141FD2C1C122F9E984343711297 05 AC02 0A02026E6F056E6F742061",
            // State, its length.
            "01016102 0400000000000000",
        ];
        Assert.Equal(string.Concat(expected).Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(play.Snapshot));
    }
}
