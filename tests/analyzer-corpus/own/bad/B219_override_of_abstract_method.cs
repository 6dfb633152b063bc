using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B219;

public abstract class Step
{
    public string Run(string input) => Name + Do(input);
    protected virtual string Name => "step";
    protected abstract string Do(string input);
}

public sealed class Upper : Step { protected override string Do(string input) => input.ToUpperInvariant(); }

public sealed class Stamped : Step
{
    protected override string Name => "stamped";
    protected override string Do(string input) => input + DateTime.UtcNow.Ticks; // EXPECT: wall-clock
}

[ReplicatedStateMachine]
public partial class Pipeline
{
    private readonly List<string> _out = new();

    [Command(1)]
    public void Run(string input)
    {
        foreach (var step in new Step[] { new Upper(), new Stamped() }) _out.Add(step.Run(input));
    }
}
