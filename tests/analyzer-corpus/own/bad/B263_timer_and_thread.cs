using System.Threading;
using PaxosGen;
namespace Corpus.B263;

[ReplicatedStateMachine]
public partial class Expiring
{
    private int _open;

    [Command(1)]
    public int Open()
    {
        _ = new Timer(_ => _open--, null, 60000, -1); // EXPECT: threading|wall-clock
        var thread = new Thread(() => _open++); // EXPECT: threading
        thread.Start(); // ALLOW: threading
        thread.Join(); // ALLOW: threading
        return _open;
    }
}
