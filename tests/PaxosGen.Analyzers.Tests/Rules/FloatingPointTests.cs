namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1014. Functions whose last digits differ, and exact ones.</summary>
public sealed class FloatingPointTests
{
    private static readonly RuleCase Case = new(
        "PXG1014",
        """
        using System;
        using System.Numerics;
        using System.Runtime.Intrinsics;
        using PaxosGen;
        namespace FloatingPointCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private double _d;

            [Command(1)]
            public void Compute(double x, float f, double[] xs)
            {
                _d = Math.Sin(x); // PXG1014
                _d = Math.Pow(x, 0.5); // PXG1014
                _d = Math.Exp(x) + 1; // PXG1014
                _d = Math.Log(x, 2); // PXG1014
                _d = MathF.Cos(f); // PXG1014
                _d = double.Sin(x); // PXG1014
                _d = float.Exp(f); // PXG1014
                _d = Grow(x);
                _d = Math.ReciprocalEstimate(x); // PXG1014
                _d = Vector<double>.Count; // PXG1014
                _d = Vector128.Create(x)[0]; // PXG1014
                _d = Complex.Pow(new Complex(x, 1), 2).Real; // PXG1014
                _d = Vector3.Dot(new Vector3(f, f, f), Vector3.One); // PXG1014
                Func<double, double> function = Math.Tanh; // PXG1014
                _d = function(x);
            }

            private static T Grow<T>(T x) where T : IFloatingPointIeee754<T> => T.Pow(x, x); // PXG1014
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private double _d;
            private decimal _m;

            [Command(1)]
            public void Compute(double x, float f, decimal m, int n)
            {
                _d = (x * 1.1) + (x / 3) - f;
                _d = Math.Sqrt(x) + Math.Floor(x) + Math.Ceiling(x) + Math.Round(x, 2) + Math.Abs(x) + Math.Truncate(x) + Math.Max(x, f) + Math.Clamp(x, 0, 1) + Math.Sign(x);
                _d = Math.FusedMultiplyAdd(x, x, x) + double.Sqrt(x) + MathF.Floor(f) + Math.CopySign(x, -1);
                _m = Math.Round(m, 2, MidpointRounding.ToEven) + decimal.Truncate(m);
                _d = BitOperations.PopCount((uint)n) + BitOperations.Log2((uint)n) + (double)BigInteger.Pow(2, n);
                _d = double.IsNaN(x) || double.IsFinite(x) ? 0 : 1;
                _d = (new Vector3(f, f, f) + Vector3.One).X;
                _d = Sum(x, x);
            }

            private static T Sum<T>(T a, T b) where T : INumber<T> => T.Max(a, b) + T.One;
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
