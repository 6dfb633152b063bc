using System;
using System.Runtime.InteropServices;
using PaxosGen;
namespace Corpus.B291;

[ReplicatedStateMachine]
public partial class Layout
{
    private int _block;

    [Command(1)]
    public int Plan(int items)
    {
        _block = items * IntPtr.Size; // EXPECT: platform
        if (OperatingSystem.IsWindows()) _block += 8; // EXPECT: platform|environment
        if (RuntimeInformation.ProcessArchitecture == Architecture.Arm64) _block *= 2; // EXPECT: platform|environment
        return _block;
    }
}
