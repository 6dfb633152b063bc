namespace PaxosGen.Tests.Machines
{
    /// <summary>State machines in unusual places.</summary>
    public partial class Outer
    {
        public sealed class Codecs;

        [ReplicatedStateMachine(Version = 3)]
        private protected sealed partial class Inner : Base
        {
            private readonly Hidden _hidden = new(1);

            private Inner()
            {
            }

            [Command(1)]
            internal Hidden Set(Hidden hidden, int state)
            {
                _hidden.Value = hidden.Value;
                _state = state;
                return new Hidden(_hidden.Value);
            }

            public static Inner Create() => new();

            public int Codecs() => BaseState + _state;
        }

        private protected class Base
        {
            private int _secret = 1;
            protected int _state;

            protected int BaseState => _secret++;
        }

        private protected sealed class Hidden(int value)
        {
            public int Value { get; set; } = value;
        }

        public static bool RoundTrips()
        {
            var machine = Replicated.New<Inner>();
            var client = InnerClient.Create(new LocalClient(machine));
            var answer = client.SetAsync(new Hidden(5), 9).AsTask().GetAwaiter().GetResult();
            machine.Codecs();
            var restored = Replicated.Load<Inner>(Replicated.Save(machine));
            return answer.Value == 5 && machine.Codecs() == restored.Codecs() && restored.Codecs() == 12;
        }
    }

    [ReplicatedStateMachine]
    internal partial record Recorded
    {
        public int Count { get; set; }

        [Command(1)]
        public int Add(int by) => Count += by;
    }
}

[PaxosGen.ReplicatedStateMachine]
public sealed partial class GlobalMachine
{
    private int _count;

    [PaxosGen.Command(1)]
    public int Add(int by) => _count += by;
}
