namespace PaxosGen.Wire;

/// <summary>How the bytes of a field's value are laid out; the low three bits of a field header.</summary>
public enum WireKind
{
    /// <summary>A varuint; signed numbers as zigzag.</summary>
    VarInt = 0,

    /// <summary>Eight bytes, low byte first.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes.</summary>
    Bytes = 2,

    /// <summary>Four bytes, low byte first.</summary>
    Fixed32 = 3,

    /// <summary>Sixteen bytes.</summary>
    Fixed128 = 4,

    /// <summary>Fields in ascending order of tags, then 0.</summary>
    Message = 5,

    /// <summary>Elements of one type.</summary>
    List = 6,

    /// <summary>Keys and values.</summary>
    Map = 7,
}
