using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B223;

internal static class Retry
{
    public static T Times<T>(int n, Func<int, T> body)
    {
        T result = body(0); // ALLOW: unknown-call
        for (var i = 1; i < n; i++) result = body(i); // ALLOW: unknown-call
        return result;
    }
}

[ReplicatedStateMachine]
public partial class Retried
{
    private readonly List<Guid> _ids = new();

    [Command(1)]
    public int Make(int n)
    {
        _ids.Add(Retry.Times(n, i => i % 2 == 0 ? Guid.NewGuid() : Guid.Empty)); // EXPECT: entropy
        return _ids.Count;
    }
}
