using System;
using PaxosGen;
namespace Corpus.G240;

public interface IFees { long Of(long cents); }

public sealed class FlatFees : IFees { public long Of(long cents) => Math.Max(25, cents / 100); }

[ReplicatedStateMachine]
public partial class Till
{
    private static readonly IFees Fees = new FlatFees(); // ALLOW: static-state|unknown-call
    private long _taken;

    [Command(1)]
    public long Pay(long cents) => _taken += cents + Fees.Of(cents); // ALLOW: static-state|unknown-call
}
