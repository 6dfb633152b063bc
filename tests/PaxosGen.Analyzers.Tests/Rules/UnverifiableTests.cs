namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1021. Calls of which nobody sees what they run.</summary>
public sealed class UnverifiableTests
{
    private static readonly RuleCase Case = new(
        "PXG1021",
        """
        using System;
        using System.Linq;
        using System.Reflection;
        using System.Runtime.InteropServices;
        using PaxosGen;
        namespace UnverifiableCases;

        internal static class Native
        {
            [DllImport("libc", EntryPoint = "rand")]
            public static extern int Rand();

            [DllImport("libc", EntryPoint = "abs"), Deterministic("a function of its argument on every platform")]
            public static extern int Abs(int value);
        }

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private object? _o;
            private long _n;

            [Command(1)]
            public unsafe void Call(string name)
            {
                _n = Native.Rand(); // PXG1021
                Func<int> later = Native.Rand; // PXG1021
                _n = later();
                dynamic value = name;
                _n = value.Length; // PXG1021
                _o = value + 1; // PXG1021
                _o = Activator.CreateInstance(typeof(Bad)); // PXG1021
                _o = Type.GetType(name); // PXG1021
                _o = typeof(Bad).GetMethod("Call")!.Invoke(this, []); // PXG1021
                _n = typeof(Bad).GetProperties().Length; // PXG1021
                _o = typeof(Bad).GetProperty(name)!.GetValue(this); // PXG1021
                _o = Assembly.Load(name); // PXG1021
                _n = later.DynamicInvoke() is int ? 1 : 0; // PXG1021
                delegate*<int, int> pointer = &Twice;
                _n = pointer(2); // PXG1021
            }

            private static int Twice(int n) => n * 2;
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private long _n;

            [Command(1)]
            public void Call(string name, object boxed)
            {
                Func<int, int> twice = n => n * 2;
                _n = twice(2) + typeof(Good).Name.Length + boxed.GetType().Name.Length + (boxed is string ? 1 : 0);
                _n = boxed.GetType() == typeof(string) ? 1 : 0;
                _n = Native.Abs(name.Length) + Enum.GetValues<DayOfWeek>().Length + nameof(Type.GetType).Length;
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
