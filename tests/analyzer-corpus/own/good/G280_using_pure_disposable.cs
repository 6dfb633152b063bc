using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G280;

public sealed class Scope(Stack<string> scopes) : IDisposable
{
    public void Dispose() => scopes.Pop();
}

[ReplicatedStateMachine]
public partial class Interpreter
{
    private readonly Stack<string> _scopes = new();

    [Command(1)]
    public int Run(string name)
    {
        _scopes.Push(name);
        using (new Scope(_scopes))
        {
            return _scopes.Count;
        }
    }
}
