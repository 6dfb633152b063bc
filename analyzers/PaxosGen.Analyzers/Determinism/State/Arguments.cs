namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>What a call gives to the method that it calls, in the caller's terms.</summary>
internal sealed class Arguments(int parameters)
{
    public Origin Receiver { get; set; }

    public Origin[] Parameters { get; } = new Origin[parameters];

    public void Add(int ordinal, Origin origin)
    {
        if ((uint)ordinal < (uint)Parameters.Length)
        {
            Parameters[ordinal] |= origin;
        }
    }

    /// <summary>A set in the callee's terms, in the caller's.</summary>
    public ulong Apply(ulong inner)
    {
        var outer = inner & (Origin.Own | Origin.Static);
        outer |= (inner & Origin.This) != 0 ? Receiver.Direct : 0;
        outer |= (inner & Origin.ThisDeep) != 0 ? Receiver.Deep : 0;
        for (var i = 0; i < Parameters.Length; i++)
        {
            outer |= (inner & Origin.Parameter(i)) != 0 ? Parameters[i].Direct : 0;
            outer |= (inner & Origin.ParameterDeep(i)) != 0 ? Parameters[i].Deep : 0;
        }

        return outer;
    }

    public Origin Apply(Origin inner) => new(Apply(inner.Direct), Apply(inner.Deep));

    /// <summary>The callee's terms that may mean something that the caller's set contains.</summary>
    public ulong Invert(ulong outer)
    {
        var inner = (Receiver.Direct & outer) != 0 ? Origin.This : 0;
        inner |= (Receiver.Deep & outer) != 0 ? Origin.ThisDeep : 0;
        for (var i = 0; i < Parameters.Length; i++)
        {
            inner |= (Parameters[i].Direct & outer) != 0 ? Origin.Parameter(i) : 0;
            inner |= (Parameters[i].Deep & outer) != 0 ? Origin.ParameterDeep(i) : 0;
        }

        return inner;
    }
}
