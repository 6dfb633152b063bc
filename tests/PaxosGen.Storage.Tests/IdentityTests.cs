using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

public class IdentityTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Every_start_is_remembered_and_the_oldest_of_65_forgotten()
    {
        for (var start = 1; start <= 70; start++)
        {
            using var store = Open(_disk, (UInt128)start);
            Assert.Equal(Math.Min(start, 64), store.Identity.Starts.Length);
            Assert.Equal((UInt128)start, store.Identity.Starts[^1]);
            _disk.Crash();
        }

        using var last = Open(_disk, 71);
        Assert.Equal((UInt128)8, last.Identity.Starts[0]);
        Assert.Equal(Identity with { Starts = last.Identity.Starts }, last.Identity);
    }

    [Fact]
    public void The_folder_of_another_cluster_or_replica_is_refused()
    {
        Open(_disk).Dispose();
        var cluster = Assert.Throws<StoreRefusedException>(() => ReplicaStore.Open(_disk, "prod", new ReplicaId(1), 1, Options));
        Assert.Equal("'memory/identity' is of cluster 'test', not 'prod'. Name the folder of this cluster's replica, or correct the cluster's name.", cluster.Message);
        var replica = Assert.Throws<StoreRefusedException>(() => ReplicaStore.Open(_disk, "test", new ReplicaId(2), 1, Options));
        Assert.Equal("'memory/identity' is of replica 1, not 2. Name the folder of replica 2, or start as replica 1.", replica.Message);
        Open(_disk).Dispose();
    }

    [Fact]
    public void A_damaged_identity_is_refused_wherever_a_bit_flips()
    {
        Open(_disk).Dispose();
        for (var offset = 0; offset < _disk.ReadAll("identity").Length; offset++)
        {
            var disk = _disk.Copy();
            disk.Corrupt("identity", offset, 0x04);
            Assert.Equal("memory/identity", Assert.Throws<StoreDamagedException>(() => Open(disk)).File);
        }
    }

    [Fact]
    public void A_newer_format_is_refused_as_such()
    {
        Open(_disk).Dispose();
        var bytes = _disk.ReadAll("identity");
        bytes[8]++;
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        Overwrite("identity", bytes);
        var refusal = Assert.Throws<StoreRefusedException>(() => Open(_disk));
        Assert.Contains("has format 2; this build reads up to 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_identity_is_no_store_and_not_empty_either()
    {
        Open(_disk).Dispose();
        _disk.Delete("identity");
        Assert.False(ReplicaStore.IsIn(_disk));
        Assert.Contains("only in an empty folder", Assert.Throws<StoreRefusedException>(() => Open(_disk)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no store", Assert.Throws<StoreRefusedException>(() => ReplicaStore.Open(_disk, "test", new ReplicaId(1), 1, Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_use_is_refused()
    {
        using (Open(_disk))
        {
            Assert.Contains("in use", Assert.Throws<StoreRefusedException>(() => Open(_disk)).Message, StringComparison.Ordinal);
        }

        Open(_disk).Dispose();
    }

    [Fact]
    public void The_schema_is_kept()
    {
        using (var store = Open(_disk))
        {
            store.KeepSchema("schema 2");
        }

        _disk.Crash();
        using var again = Open(_disk);
        Assert.Equal("schema 2", again.Identity.Schema);
        Assert.Equal(2, again.Identity.Starts.Length);
    }

    [Fact]
    public void Starts_of_peers_are_remembered()
    {
        using (var store = Open(_disk))
        {
            store.Peers.Remember(new ReplicaId(2), new StoreId(20), 1);
            store.Peers.Remember(new ReplicaId(2), new StoreId(20), 2);
            store.Peers.Remember(new ReplicaId(2), new StoreId(21), 3);
            _disk.FailAt(_disk.Operations + 1, 28);
            Assert.Throws<DiskFullException>(() => store.Peers.Remember(new ReplicaId(3), new StoreId(30), 4));
            Assert.Null(store.Peers.Find(new ReplicaId(3), new StoreId(30)));
        }

        _disk.Crash();
        using (var store = Open(_disk))
        {
            Assert.Equal((UInt128)2, store.Peers.Find(new ReplicaId(2), new StoreId(20)));
            Assert.Equal([new StoreId(20), new StoreId(21)], store.Peers.StoresOf(new ReplicaId(2)));
            Assert.Null(store.Peers.Find(new ReplicaId(3), new StoreId(30)));
        }

        for (var offset = 0; offset < _disk.ReadAll("peers").Length; offset++)
        {
            var disk = _disk.Copy();
            disk.Corrupt("peers", offset, 0x20);
            Assert.Equal("memory/peers", Assert.Throws<StoreDamagedException>(() => Open(disk)).File);
        }
    }

    private void Overwrite(string name, byte[] bytes)
    {
        using var file = _disk.Open(name);
        file.Write(bytes, 0);
        file.Sync();
    }
}
