using BenchmarkDotNet.Attributes;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Benchmarks.Paths;

/// <summary>What goes over the wire for a command of 64 bytes: a request and a reply in frames of their own, and its part of an Accept of 100.</summary>
[CategoriesColumn]
public class FrameBenchmarks
{
    private readonly ClientRequest _request = new ClientRequest.Command(new RequestId(5), Cast.Session, 1000, 900, Cast.Payload);
    private readonly ClientReply _reply = new ClientReply.Result(new RequestId(5), new byte[8]);
    private readonly Message _accept = new Message.Accept(Cast.Ballot, new Slot(1000), [.. Enumerable.Range(1, Cast.Batch).Select(i => Cast.CallOf(i))], new Slot(999));
    private readonly FrameWriter _frames = new();
    private readonly FrameReader _reader = new(16 << 20);
    private byte[] _requests = [];
    private byte[] _replies = [];
    private byte[] _accepts = [];

    [GlobalSetup]
    public void Setup()
    {
        WriteRequests();
        _requests = _frames.WrittenMemory.ToArray();
        WriteReplies();
        _replies = _frames.WrittenMemory.ToArray();
        WriteAccept();
        _accepts = _frames.WrittenMemory.ToArray();
        Console.WriteLine($"// bytes per command: request {_requests.Length / Cast.Batch}, reply {_replies.Length / Cast.Batch}, Accept {_accepts.Length / Cast.Batch}");
    }

    [Benchmark(Description = "request", OperationsPerInvoke = Cast.Batch)]
    [BenchmarkCategory("write")]
    public int WriteRequests() => WriteAll(_request, Cast.Batch, ClientRequestCodec.Write);

    [Benchmark(Description = "reply", OperationsPerInvoke = Cast.Batch)]
    [BenchmarkCategory("write")]
    public int WriteReplies() => WriteAll(_reply, Cast.Batch, ClientReplyCodec.Write);

    [Benchmark(Description = "Accept", OperationsPerInvoke = Cast.Batch)]
    [BenchmarkCategory("write")]
    public int WriteAccept() => WriteAll(_accept, 1, PeerMessageCodec.Write);

    [Benchmark(Description = "request", OperationsPerInvoke = Cast.Batch)]
    [BenchmarkCategory("read")]
    public int ReadRequests() => ReadAll(_requests, ClientRequestCodec.Read);

    [Benchmark(Description = "reply", OperationsPerInvoke = Cast.Batch)]
    [BenchmarkCategory("read")]
    public int ReadReplies() => ReadAll(_replies, ClientReplyCodec.Read);

    [Benchmark(Description = "Accept", OperationsPerInvoke = Cast.Batch)]
    [BenchmarkCategory("read")]
    public int ReadAccept() => ReadAll(_accepts, PeerMessageCodec.Read);

    private int WriteAll<T>(T item, int count, Action<CanonicalWriter, T> write)
    {
        _frames.Clear();
        for (var i = 0; i < count; i++)
        {
            _frames.Write(item, write);
        }

        return _frames.Length;
    }

    /// <summary>As a connection does: bytes come in, whole frames are copied once, and decoded as slices of the copy.</summary>
    private int ReadAll<T>(ReadOnlySpan<byte> bytes, Func<ReadOnlyMemory<byte>, T> read)
    {
        var count = 0;
        while (!bytes.IsEmpty)
        {
            var free = _reader.FreeSpace();
            var part = bytes[..Math.Min(bytes.Length, free.Length)];
            part.CopyTo(free.Span);
            _reader.Advance(part.Length);
            bytes = bytes[part.Length..];
            ReadOnlyMemory<byte> frames = _reader.TakeFrames().ToArray();
            while (!frames.IsEmpty)
            {
                count += read(FrameReader.NextOf(ref frames)) is null ? 0 : 1;
            }
        }

        return count;
    }
}
