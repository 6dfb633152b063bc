using PaxosGen.LoadTest.Measuring.Stages;

namespace PaxosGen.Workloads.Tests;

/// <summary>Which stage a sampled call stack is counted for.</summary>
public sealed class StageTests
{
    private static readonly string[] Map =
    [
        "0x7f00 100 instance void [PaxosGen.Server] PaxosGen.Server.Running.ReplicaLoop::Turn()[OptimizedTier1]",
        "7e00 100 instance class [System.Runtime]System.Object [PaxosGen] PaxosGen.CanonicalWriter::WriteFixed32(uint32)[Tier1]",
        "0x7d00 80 void [PaxosGen.Storage] PaxosGen.Storage.Posix::SyncData(class [System.Runtime]Microsoft.Win32.SafeHandles.SafeFileHandle)[Tier1]",
        "0x7c00 10 stub<1> GenerateResolveStub",
    ];

    [Theory]
    [InlineData(nameof(Stage.Step), "PaxosGen.Core.Acceptor::OnAccept", "PaxosGen.Server.Running.ReplicaLoop::Turn")]
    [InlineData(nameof(Stage.Log), "PaxosGen.CanonicalWriter::WriteRaw", "PaxosGen.Core.Entry::get_Bytes", "PaxosGen.Storage.RecordCodec::Write", "PaxosGen.Server.Running.ReplicaLoop::Turn")]
    [InlineData(nameof(Stage.Sync), "", "PaxosGen.Storage.Posix::FDataSync", "PaxosGen.Storage.SegmentWriter::Write")]
    [InlineData(nameof(Stage.Sync), "", "do_fsync", "__x64_sys_fdatasync", "PaxosGen.Storage.SegmentWriter::Write")]
    [InlineData(nameof(Stage.Snapshot), "__x64_sys_fdatasync", "PaxosGen.Storage.SnapshotStore::Save", "PaxosGen.Server.Running.Snapshotter::Make")]
    [InlineData(nameof(Stage.Peers), "PaxosGen.Transport.FrameWriter::Write", "PaxosGen.Transport.PeerSender+<DrainAsync>d__7::MoveNext", "PaxosGen.Server.Running.Outbox::Send")]
    [InlineData(nameof(Stage.Reply), "PaxosGen.Transport.FrameSender+<DrainAsync>d__9::MoveNext", "PaxosGen.Transport.ClientConnection::Flush", "PaxosGen.Server.Running.ApplyLoop::Turn")]
    [InlineData(nameof(Stage.Frames), "", "PaxosGen.Transport.FrameSender+<DrainAsync>d__9::MoveNext", "System.Threading.ThreadPoolWorkQueue::Dispatch")]
    [InlineData(nameof(Stage.Apply), "PaxosGen.Workloads.KeyValueStore::Put", "PaxosGen.Server.Applying.Applier::Apply", "PaxosGen.Server.Running.ApplyLoop::Turn")]
    [InlineData(nameof(Stage.Snapshot), "PaxosGen.Workloads.KeyValueStore::Put", "PaxosGen.Server.Applying.Applier::Apply", "PaxosGen.Server.Running.Snapshotter::Make")]
    [InlineData(nameof(Stage.Snapshot), "PaxosGen.Wire.KeyOrder::Sort", "PaxosGen.Server.Applying.Applier::Save", "PaxosGen.Server.Running.StateSaver::Save", "PaxosGen.Server.Running.ApplyLoop::Turn")]
    [InlineData(nameof(Stage.Rest), "System.Threading.LowLevelLifoSemaphore::Wait")]
    public void A_stack_counts_for_the_innermost_frame_that_names_a_stage(string stage, params string[] methods) =>
        Assert.Equal(stage, StageTable.Of("", methods.Select(m => new StackFrame(m, "")), isClient: false).ToString());

    [Fact]
    public void The_collector_wins_over_who_had_to_wait_for_it_and_the_clients_side_applies_nothing()
    {
        StackFrame[] collecting = [new("", "(/usr/lib/libclrgcexp.so)"), new("PaxosGen.Server.Applying.Applier::Apply", ""), new("PaxosGen.Server.Running.Snapshotter::Make", "")];
        Assert.Equal(Stage.Garbage, StageTable.Of("", collecting, isClient: false));
        StackFrame[] encoding = [new("PaxosGen.Workloads.Put::Encode", "")];
        Assert.Equal(Stage.Apply, StageTable.Of("", encoding, isClient: false));
        Assert.Equal(Stage.Client, StageTable.Of("", encoding, isClient: true));
    }

    [Theory]
    [InlineData(nameof(Stage.Peers), "PaxosGen from 2")]
    [InlineData(nameof(Stage.Gateway), "PaxosGen 1 loop")]
    [InlineData(nameof(Stage.Apply), "PaxosGen 1 appl")]
    [InlineData(nameof(Stage.Rest), ".NET TP Worker")]
    public void Where_no_frame_names_a_stage_the_thread_does(string stage, string thread)
    {
        Assert.Equal(stage, StageTable.Of(thread, [new("finish_task_switch", "([kernel.kallsyms])")], isClient: false).ToString());
        Assert.Equal(Stage.Step, StageTable.Of(thread, [new("PaxosGen.Core.Acceptor::OnAccept", "")], isClient: false));
    }

    [Fact]
    public void Samples_are_read_with_the_names_that_the_runtime_tells()
    {
        string[] script =
        [
            ".NET TP Worker ",
            "\tffffffff81000000 __x64_sys_fdatasync ([kernel.kallsyms])",
            "\t            7d7f [unknown] (/memfd:doublemapper (deleted))",
            "\t            7f01 instance void [PaxosGen.Server] PaxosGen.Server.Running.ReplicaLoop::Turn()[OptimizedTier1] (/tmp/perf-1.map)",
            "",
            "replica log",
            "\t            7d80 [unknown] ([unknown])",
            "\t            7e01 [unknown] (/tmp/perf-1.map)",
        ];
        var stacks = PerfSamples.Read(script, PerfMap.Read(Map)).ToList();
        Assert.Equal([".NET TP Worker", "replica log"], stacks.Select(s => s.Thread));
        Assert.Equal(["__x64_sys_fdatasync", "PaxosGen.Storage.Posix::SyncData", "PaxosGen.Server.Running.ReplicaLoop::Turn"], stacks[0].Stack.Select(f => f.Method));
        Assert.Equal(["", "PaxosGen.CanonicalWriter::WriteFixed32"], stacks[1].Stack.Select(f => f.Method));
        Assert.Equal("([kernel.kallsyms])", stacks[0].Stack[0].Module);
    }
}
