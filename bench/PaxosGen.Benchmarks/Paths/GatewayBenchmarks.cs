using System.IO.Hashing;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Clients;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Transport;

namespace PaxosGen.Benchmarks.Paths;

/// <summary>The gateway's part of a command, in batches of 100: from the decoded request to the inbox, and from the outcome to the posted reply.</summary>
public class GatewayBenchmarks
{
    private readonly Inbox _inbox = new();
    private readonly Client _client = new();
    private readonly ClientGateway _gateway;
    private readonly ClientRequest[] _requests =
        [.. Enumerable.Range(1, Cast.Batch).Select(i => new ClientRequest.Command(new RequestId(i), Cast.Session, i, 1, Cast.Payload))];

    private readonly AppliedOutcome.Answered[] _outcomes = [.. Enumerable.Range(1, Cast.Batch).Select(i => new AppliedOutcome.Answered(
        Origin.Session(Cast.Session, i, 1), IsRepeat: false, new Slot(i), HandlerResult.Of([1, 2, 3]).Envelope, Hint: null))];

    private readonly UInt128 _payloadHash = XxHash128.HashToUInt128(Cast.Payload);

    public GatewayBenchmarks()
    {
        var options = new ReplicaOptions { Id = 1, DataDirectory = "memory", Members = new Dictionary<int, string>() };
        _gateway = new ClientGateway(
            _inbox, options, _ => "", _ => { }, new Standing(),
            new Surroundings(() => Cast.Now, bytes => bytes.Clear(), NullLogger.Instance, new ReplicaMetrics("bench", new ReplicaId(1))));
    }

    [Benchmark(Description = "gateway, from request to reply", OperationsPerInvoke = Cast.Batch)]
    public int RequestToReply()
    {
        _gateway.OnRequests(_client, _requests);
        while (_inbox.TryRead(out _))
        {
        }

        _client.Replies = 0;
        foreach (var outcome in _outcomes)
        {
            _gateway.OnApplied(outcome.TookEffectAt, outcome, _payloadHash);
        }

        _gateway.Flush();
        Invariant.Check(_client.Replies == Cast.Batch);
        return _client.Replies;
    }

    private sealed class Client : IReplyTo
    {
        public int Replies { get; set; }

        public bool Send(ClientReply reply)
        {
            Replies++;
            return true;
        }
    }
}
