using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace PaxosGen.LoadTest.Load;

/// <summary>A connection to the ceiling prototype (tests/yardsticks/ceiling): <c>[length][tag][bytes]</c> there, <c>[tag]</c> back.</summary>
internal sealed class CeilingConnection : IStoreConnection
{
    private const int Overhead = sizeof(int) + sizeof(long);

    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private readonly List<Call> _calls = [];
    private readonly Stack<Call> _free = new();
    private byte[] _pending = new byte[1 << 20];
    private byte[] _sending = new byte[1 << 20];
    private int _length;
    private bool _isSending;

    private CeilingConnection(Socket socket)
    {
        _socket = socket;
        _ = Task.Run(ReceiveAsync);
    }

    public static async Task<IStoreConnection> ConnectAsync(string endpoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPEndPoint.Parse(endpoint));
        return new CeilingConnection(socket);
    }

    public ValueTask PutAsync(long key, byte[] value)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out var call))
            {
                call = new Call(this, _calls.Count);
                _calls.Add(call);
            }

            var frame = _pending.AsSpan(_length, Overhead + sizeof(long) + value.Length);
            BinaryPrimitives.WriteInt32LittleEndian(frame, sizeof(long) + value.Length);
            BinaryPrimitives.WriteInt64LittleEndian(frame[sizeof(int)..], call.Tag);
            BinaryPrimitives.WriteInt64LittleEndian(frame[Overhead..], key);
            value.CopyTo(frame[(Overhead + sizeof(long))..]);
            _length += frame.Length;
            if (!_isSending)
            {
                _isSending = true;
                ThreadPool.UnsafeQueueUserWorkItem(static c => _ = c.SendAsync(), this, preferLocal: false);
            }

            return call.Task;
        }
    }

    public ValueTask<byte[]?> GetAsync(long key) => throw new NotSupportedException("The ceiling prototype has no reads.");

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync()
    {
        while (true)
        {
            int length;
            lock (_gate)
            {
                if (_length == 0)
                {
                    _isSending = false;
                    return;
                }

                (_pending, _sending) = (_sending, _pending);
                (length, _length) = (_length, 0);
            }

            await _socket.SendAsync(_sending.AsMemory(0, length));
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 << 10];
        var have = 0;
        try
        {
            int count;
            while ((count = await _socket.ReceiveAsync(buffer.AsMemory(have))) > 0)
            {
                have += count;
                var read = 0;
                for (; have - read >= sizeof(long); read += sizeof(long))
                {
                    Call call;
                    lock (_gate)
                    {
                        call = _calls[(int)BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(read))];
                    }

                    call.Complete();
                }

                buffer.AsSpan(read, have - read).CopyTo(buffer);
                have -= read;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private sealed class Call(CeilingConnection connection, long tag) : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

        public long Tag => tag;

        public ValueTask Task => new(this, _core.Version);

        public void Complete() => _core.SetResult(true);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        public void GetResult(short token)
        {
            _core.GetResult(token);
            _core.Reset();
            lock (connection._gate)
            {
                connection._free.Push(this);
            }
        }
    }
}
