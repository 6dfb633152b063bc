using System;
using PaxosGen;
namespace Corpus.B218;

public interface IClock { DateTime Now { get; } }

public sealed class UtcClock : IClock { public DateTime Now => DateTime.UtcNow; } // EXPECT: wall-clock

[ReplicatedStateMachine]
public partial class Reminders
{
    private DateTime _next;

    [Command(1)]
    public void Snooze(int minutes)
    {
        IClock clock = new UtcClock();
        _next = clock.Now.AddMinutes(minutes);
    }
}
