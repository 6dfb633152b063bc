using System.IO.Hashing;
using Microsoft.Extensions.Logging.Abstractions;
using PaxosGen.Core.Tests;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Clients;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Server.Tests.Hosting;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Clients;

/// <summary>What the gateway allocates for each command, from the decoded request to the posted reply, with nobody listening to metrics or traces.</summary>
[Collection(nameof(WholeProcess))]
public sealed class AllocationTests
{
    private const int Batch = 100;

    /// <summary>Bytes per command. 296 today: who waits for it (144), the input that proposes it (112), and the reply (40).</summary>
    private const int GatewayBytes = 304;

    [Fact]
    public void A_command_costs_a_waiter_an_input_and_a_reply()
    {
        var options = new ReplicaOptions { Id = 1, DataDirectory = "memory", Members = new Dictionary<int, string>() };
        var inbox = new Inbox();
        var client = new Client();
        var gateway = new ClientGateway(
            inbox, options, _ => "", _ => { }, new Standing(),
            new Surroundings(() => default, bytes => bytes.Clear(), NullLogger.Instance, new ReplicaMetrics("test", new ReplicaId(1))));
        var sequence = 0L;
        var payload = new byte[64];
        var hash = XxHash128.HashToUInt128(payload);
        var bytes = Allocated.PerItem(Batch, Prepare, Round);
        Assert.InRange(bytes, 1, GatewayBytes);
        Assert.Equal(0, gateway.Waiting);

        (ClientRequest[] Requests, AppliedOutcome[] Outcomes) Prepare()
        {
            var first = sequence + 1;
            sequence += Batch;
            ClientRequest[] requests = [.. Enumerable.Range(0, Batch).Select(i => new ClientRequest.Command(new RequestId(first + i), new SessionId(9), first + i, first, payload))];
            AppliedOutcome[] outcomes = [.. Enumerable.Range(0, Batch).Select(i => new AppliedOutcome.Answered(
                Origin.Session(new SessionId(9), first + i, first), IsRepeat: false, new Slot(first + i), HandlerResult.Of([1, 2, 3]).Envelope, Hint: null))];
            return (requests, outcomes);
        }

        void Round((ClientRequest[] Requests, AppliedOutcome[] Outcomes) round)
        {
            gateway.OnRequests(client, round.Requests);
            var proposed = 0;
            while (inbox.TryRead(out var input))
            {
                proposed += input is Input.Propose ? 1 : 0;
            }

            Assert.True(proposed == Batch);
            client.Results = 0;
            foreach (var outcome in round.Outcomes)
            {
                gateway.OnApplied(((AppliedOutcome.Answered)outcome).TookEffectAt, outcome, hash);
            }

            gateway.Flush();
            Assert.True(client.Results == Batch);
        }
    }

    private sealed class Client : IReplyTo
    {
        public int Results { get; set; }

        public bool Send(ClientReply reply)
        {
            Results += reply is ClientReply.Result ? 1 : 0;
            return true;
        }
    }
}
