using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PaxosGen;

namespace PaxosGen.LoadTest.Load;

/// <summary>A connection to the leader of an etcd cluster: gRPC, of which only what a put and a range need.</summary>
internal sealed class EtcdConnection : IStoreConnection
{
    private const int GrpcPrefix = 5;

    private static readonly MediaTypeHeaderValue Grpc = new("application/grpc");

    private readonly HttpClient _http;
    private readonly Uri _put;
    private readonly Uri _range;

    private EtcdConnection(HttpClient http, string endpoint)
    {
        _http = http;
        _put = new Uri($"http://{endpoint}/etcdserverpb.KV/Put");
        _range = new Uri($"http://{endpoint}/etcdserverpb.KV/Range");
    }

    public static async Task<IStoreConnection> ConnectAsync(string[] endpoints)
    {
        var http = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = false, InitialHttp2StreamWindowSize = 1 << 20 });
        foreach (var endpoint in endpoints)
        {
            if (await IsLeaderAsync(http, endpoint))
            {
                return new EtcdConnection(http, endpoint);
            }
        }

        throw new InvalidOperationException("No member of the etcd cluster leads.");
    }

    public async ValueTask PutAsync(long key, byte[] value) => await CallAsync(_http, _put, Message(key, value));

    public async ValueTask<byte[]?> GetAsync(long key)
    {
        var answer = await CallAsync(_http, _range, Message(key, null));

        // RangeResponse: kvs = 2 { value = 5 }.
        byte[]? found = null;
        Fields(answer.AsSpan(GrpcPrefix), (number, _, inner) =>
        {
            if (number == 2)
            {
                Fields(inner, (n, _, bytes) => found = n == 5 ? bytes.ToArray() : found);
            }
        });
        return found;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<bool> IsLeaderAsync(HttpClient http, string endpoint)
    {
        var answer = await CallAsync(http, new Uri($"http://{endpoint}/etcdserverpb.Maintenance/Status"), new byte[GrpcPrefix]);

        // StatusResponse: header = 1 { member_id = 2 }, leader = 4.
        ulong member = 0, leader = 0;
        Fields(answer.AsSpan(GrpcPrefix), (number, value, inner) =>
        {
            if (number == 1)
            {
                Fields(inner, (n, v, _) => member = n == 2 ? v : member);
            }
            else if (number == 4)
            {
                leader = value;
            }
        });
        return leader != 0 && leader == member;
    }

    private delegate void OnField(int number, ulong value, ReadOnlySpan<byte> inner);

    private static void Fields(ReadOnlySpan<byte> message, OnField onField)
    {
        while (!message.IsEmpty)
        {
            var tag = Varint(ref message);
            var value = Varint(ref message);
            if ((tag & 7) == 2)
            {
                onField((int)(tag >> 3), 0, message[..(int)value]);
                message = message[(int)value..];
            }
            else
            {
                onField((int)(tag >> 3), value, default);
            }
        }
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    // Both requests begin with the key as field 1; a put has the value as field 2.
    private static byte[] Message(long key, byte[]? value)
    {
        var bytes = new List<byte>(32 + (value?.Length ?? 0)) { 0, 0, 0, 0, 0, 0x0A, 8 };
        Span<byte> name = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(name, key);
        bytes.AddRange(name);
        if (value is not null)
        {
            bytes.Add(0x12);
            for (var rest = value.Length; ; rest >>= 7)
            {
                bytes.Add((byte)(rest < 0x80 ? rest : (rest & 0x7F) | 0x80));
                if (rest < 0x80)
                {
                    break;
                }
            }

            bytes.AddRange(value);
        }

        var message = bytes.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - GrpcPrefix);
        return message;
    }

    private static async ValueTask<byte[]> CallAsync(HttpClient http, Uri address, byte[] message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(message),
        };
        request.Content.Headers.ContentType = Grpc;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return response.TrailingHeaders.TryGetValues("grpc-status", out var status) && status.First() == "0"
            ? answer
            : throw new InvalidOperationException($"etcd answered {response.StatusCode}, {response.TrailingHeaders} {response.Headers} {Encoding.UTF8.GetString(answer)}");
    }
}
