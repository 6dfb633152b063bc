using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G318;

public interface IVisitor<T> { T Number(int n); T Sum(T a, T b); }
public abstract class Expression { public abstract T Accept<T>(IVisitor<T> visitor); }
public sealed class Number(int n) : Expression { public override T Accept<T>(IVisitor<T> visitor) => visitor.Number(n); }
public sealed class Sum(Expression a, Expression b) : Expression
{
    public override T Accept<T>(IVisitor<T> visitor) => visitor.Sum(a.Accept(visitor), b.Accept(visitor));
}

public sealed class Evaluator : IVisitor<int>
{
    public int Number(int n) => n;
    public int Sum(int a, int b) => a + b;
}

public sealed class Depth : IVisitor<int>
{
    int IVisitor<int>.Number(int n) => 1;
    int IVisitor<int>.Sum(int a, int b) => 1 + System.Math.Max(a, b);
}

[ReplicatedStateMachine]
public partial class Expressions
{
    private readonly List<int> _results = new();

    [Command(1)]
    public int Evaluate(int a, int b)
    {
        Expression expression = new Sum(new Number(a), new Sum(new Number(b), new Number(1)));
        _results.Add(expression.Accept(new Evaluator()));
        return _results.Last() + expression.Accept(new Depth());
    }
}
