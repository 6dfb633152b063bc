using System;
using PaxosGen;
namespace Corpus.B209;

// Only the time in it is replicated: 74 bits are random.
[ReplicatedStateMachine]
public partial class Parcels
{
    private Guid _last;

    [Command(1)]
    public Guid Send(CommandContext context) => _last = Guid.CreateVersion7(context.Timestamp); // EXPECT: entropy
}
