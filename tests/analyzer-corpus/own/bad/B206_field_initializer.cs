using System;
using PaxosGen;
namespace Corpus.B206;

[ReplicatedStateMachine]
public partial class Journal
{
    private readonly long _epoch = DateTimeOffset.UtcNow.ToUnixTimeSeconds(); // EXPECT: wall-clock
    private long _offset;

    public Guid Id { get; private set; } = Guid.NewGuid(); // EXPECT: entropy

    [Command(1)]
    public long Append(int n) => _epoch + (_offset += n);
}
