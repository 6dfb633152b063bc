using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

/// <summary>
/// A machine against a random world: replies and connections get lost, requests are delayed beyond their connection,
/// replicas refuse, and the session ends. What the client reports must be true of what was applied.
/// </summary>
public sealed class RandomPlayTests
{
    [Fact]
    public void Whatever_happens_nothing_runs_twice_and_every_outcome_told_is_true()
    {
        for (var seed = 1; seed <= 400; seed++)
        {
            new World(seed).Run();
        }
    }

    private sealed class World
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly ClientMachine _machine;
        private readonly ClientEffects _effects = new();
        private readonly List<(int Connection, ClientRequest Request)> _requests = [];
        private readonly List<(int Connection, ClientReply Reply)> _replies = [];
        private readonly Dictionary<int, int> _applied = [];
        private readonly Dictionary<(UInt128 Session, long Sequence), int> _results = [];
        private readonly Dictionary<UInt128, int> _keys = [];
        private readonly Dictionary<UInt128, long> _low = [];
        private readonly Dictionary<RequestId, int> _calls = [];
        private readonly HashSet<RequestId> _ended = [];
        private readonly Stack<ClientCall> _free = new();
        private readonly List<int> _certainlyNot = [];
        private readonly double _trouble;
        private UInt128 _session;
        private int _dialling;
        private int _open;
        private long _now = 1;
        private int _made;

        public World(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            _trouble = _random.NextDouble() * 0.3;
            _machine = new ClientMachine(new ClientMachineOptions
            {
                Endpoints = ["a:1", "b:1"],
                Client = new PaxosClientOptions { MaxInFlight = _random.Next(1, 20) },
                Seed = (ulong)seed,
            });
        }

        public void Run()
        {
            for (var step = 0; step < 600; step++)
            {
                Advance(_random.Next(10) == 0 ? _random.Next(3000) : _random.Next(50));
                switch (_random.Next(6))
                {
                    case 0 when _made < 100:
                        Call();
                        break;
                    case 1 when _calls.Count > 0 && Chance(_trouble):
                        Step(new ClientInput.Cancel(_calls.Keys.ElementAt(_random.Next(_calls.Count))));
                        break;
                    case 2 when Chance(_trouble / 2):
                        Break();
                        break;
                    default:
                        Deliver(Chance(_trouble));
                        break;
                }
            }

            // The world heals: every call ends, and copies that are still under way arrive last.
            for (var step = 0; step < 3000 && _ended.Count < _made; step++)
            {
                Advance(_random.Next(20));
                Deliver(trouble: false);
            }

            Assert.True(_ended.Count == _made, $"Seed {_seed}: {_made - _ended.Count} calls never end.");
            while (_requests.Count > 0)
            {
                Apply(_requests[0].Request);
                _requests.RemoveAt(0);
            }

            Assert.All(_applied, a => Assert.True(a.Value == 1, $"Seed {_seed}: command {a.Key} ran {a.Value} times."));
            Assert.All(_certainlyNot, c => Assert.False(_applied.ContainsKey(c), $"Seed {_seed}: command {c} ran and was reported as not applied."));
        }

        private bool Chance(double probability) => _random.NextDouble() < probability;

        private void Call()
        {
            // As the client does: one that is free is used again.
            var call = _free.Count > 0 && _random.Next(4) > 0 ? _free.Pop() : new ClientCall();
            _made++;
            CallKind kind = _random.Next(5) == 0 ? new CallKind.KeyedCommand((UInt128)_made) : CallKind.SessionCommand.Instance;
            _machine.Begin(call, kind, BitConverter.GetBytes(_made), _now, _effects);
            _calls[call.Id] = _made;
            Execute();
        }

        private void Advance(int milliseconds)
        {
            var end = _now + (milliseconds * MachinePlay.Millisecond);
            while (_machine.WakeAt <= end)
            {
                _now = Math.Max(_now, _machine.WakeAt);
                Step(new ClientInput.Tick());
            }

            _now = end;
        }

        private void Break()
        {
            if (_open != 0)
            {
                // Replies are lost with the connection. Requests are not: they may sit in a leader's queue.
                _replies.Clear();
                var connection = _open;
                _open = 0;
                Step(new ClientInput.Disconnected(connection, "reset"));
            }
        }

        private void Deliver(bool trouble)
        {
            if (_dialling != 0)
            {
                var connection = _dialling;
                _dialling = 0;
                if (trouble)
                {
                    Step(new ClientInput.ConnectFailed(connection, null, "refused"));
                }
                else
                {
                    _open = connection;
                    Step(new ClientInput.Connected(connection, new HandshakeWelcome
                    {
                        Cluster = new ClusterId(1),
                        Replica = new ReplicaId(1),
                        Store = new StoreId(1),
                        MaxFrameBytes = 1 << 20,
                    }));
                }
            }
            else if (_requests.Count > 0 && _random.Next(2) == 0)
            {
                // Usually in order; a delayed copy may come much later.
                var index = trouble ? _random.Next(_requests.Count) : 0;
                var (connection, request) = _requests[index];
                _requests.RemoveAt(index);
                var reply = trouble && _random.Next(3) > 0 ? Refuse(request) : Apply(request);
                if (connection == _open && !(trouble && _random.Next(4) == 0))
                {
                    _replies.Add((connection, reply));
                }
            }
            else if (_replies.Count > 0)
            {
                // As many as have arrived together.
                var count = _random.Next(1, Math.Min(4, _replies.Count) + 1);
                var connection = _replies[0].Connection;
                ArrivedReply[] arrived = [.. _replies.Take(count).TakeWhile(r => r.Connection == connection).Select(r => new ArrivedReply(r.Reply))];
                _replies.RemoveRange(0, arrived.Length);
                _machine.Receive(connection, arrived, _now, _effects);
                Execute();
            }
        }

        private ClientReply Refuse(ClientRequest request) => _random.Next(4) switch
        {
            0 => new ClientReply.NotLeader(request.Id, new ReplicaId(2), _random.Next(2) == 0 ? "b:1" : ""),
            1 => new ClientReply.Overloaded(request.Id, 0, "busy"),
            2 => new ClientReply.Unavailable(request.Id, "stopping"),
            _ => Lose(request),
        };

        // Proposed, and perhaps applied, and the replica does not know.
        private ClientReply.OutcomeUnknown Lose(ClientRequest request)
        {
            if (_random.Next(2) == 0)
            {
                Apply(request);
            }

            return new ClientReply.OutcomeUnknown(request.Id, "lost lead");
        }

        private ClientReply Apply(ClientRequest request)
        {
            switch (request)
            {
                case ClientRequest.OpenSession:
                    _low[++_session] = 1;
                    return new ClientReply.SessionOpened(request.Id, new SessionId(_session), 8);
                case ClientRequest.Command command:
                    if (Chance(_trouble / 30))
                    {
                        _low.Remove(command.Session.Value);
                    }

                    if (!_low.TryGetValue(command.Session.Value, out var low))
                    {
                        return new ClientReply.SessionUnknown(request.Id);
                    }

                    _low[command.Session.Value] = low = Math.Max(low, command.AcknowledgedBelow);
                    Assert.True(command.AcknowledgedBelow <= command.Sequence, $"Seed {_seed}: a call acknowledges itself.");
                    if (command.Sequence < low || command.Sequence >= low + 8)
                    {
                        return new ClientReply.SequenceRefused(request.Id, "outside the window");
                    }

                    var number = BitConverter.ToInt32(command.Payload.Span);
                    if (_results.TryGetValue((command.Session.Value, command.Sequence), out var known))
                    {
                        Assert.True(known == number, $"Seed {_seed}: a number was used for two commands.");
                    }
                    else
                    {
                        _results[(command.Session.Value, command.Sequence)] = number;
                        _applied[number] = _applied.GetValueOrDefault(number) + 1;
                    }

                    return new ClientReply.Result(request.Id, BitConverter.GetBytes(number));
                case ClientRequest.KeyedCommand keyed:
                    if (_keys.TryAdd(keyed.Key, 1))
                    {
                        var keyedNumber = BitConverter.ToInt32(keyed.Payload.Span);
                        _applied[keyedNumber] = _applied.GetValueOrDefault(keyedNumber) + 1;
                    }

                    return new ClientReply.Result(request.Id, keyed.Payload);
                default:
                    return new ClientReply.Pong(request.Id);
            }
        }

        private void Step(ClientInput input)
        {
            _machine.Step(input, _now, _effects);
            Execute();
        }

        private void Execute()
        {
            foreach (var connection in _effects.Disconnects.Where(c => c == _open))
            {
                _open = 0;
                _replies.Clear();
            }

            foreach (var (connection, _, _) in _effects.Connects)
            {
                _dialling = connection;
            }

            _requests.AddRange(_effects.Sends.Select(outgoing => (outgoing.Connection, _effects.Read(outgoing))));
            foreach (var (ended, outcome) in _effects.Completions)
            {
                var call = ended.Id;
                if (ended.IsFree)
                {
                    _free.Push(ended);
                }

                Assert.True(_ended.Add(call), $"Seed {_seed}: call {call} ended twice.");
                switch (outcome.Error)
                {
                    case null:
                        Assert.True(_applied.ContainsKey(_calls[call]), $"Seed {_seed}: a result of a command that did not run.");
                        Assert.Equal(_calls[call], BitConverter.ToInt32(outcome.Result.Span));
                        break;
                    case OverloadedException or ClusterUnavailableException:
                        _certainlyNot.Add(_calls[call]);
                        break;
                    case OutcomeUnknownException or OperationCanceledException:
                        break;
                    default:
                        Assert.Fail($"Seed {_seed}: {outcome.Error}");
                        break;
                }
            }

            _effects.Clear();
        }
    }
}
