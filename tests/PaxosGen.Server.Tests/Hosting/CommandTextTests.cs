using System.Text;
using PaxosGen.Server.Hosting;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>Commands in words, by the text of the schema alone.</summary>
public sealed class CommandTextTests
{
    private static readonly CommandText Text = new(new StateMachineSchema(
        "Shop", 1,
        """
        machine Shop
          state 1 _open: bool
          command 1 Sell: void
            1 item: string
            2 price: decimal
            3 kind: Kind since 2
            4 size: Size?
            5 note: string?
          query 2 Sold: int
            1 item: string
          command 3 Many: void
            1 count: int
            2 items: System.Collections.Generic.List<string>

        type Size: struct
          1 Width: long
          2 Deep: Size

        enum Kind: int
          -1 Refund
          1 Cash

        """,
        new SchemaFingerprint(1, 1)));

    [Fact]
    public void Arguments_have_their_names_and_values() =>
        Assert.Equal(
            "Sell(item: \"tea\", price: 2.50, kind: Refund, size: {Width: -7, Deep: {Width: 1}})",
            Of(w =>
            {
                Field(w, 1, 2);
                w.WriteLengthPrefixed("tea"u8);
                Field(w, 2, 4);
                w.WriteRaw([250, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]);
                Field(w, 3, 0);
                w.WriteVarInt(-1);
                Field(w, 4, 5);
                Field(w, 1, 0);
                w.WriteVarInt(-7);
                Field(w, 2, 5);
                Field(w, 1, 0);
                w.WriteVarInt(1);
                w.WriteByte(0);
                w.WriteByte(0);
                w.WriteByte(0);
            }));

    [Fact]
    public void What_is_too_complicated_is_bytes_after_what_is_not() =>
        Assert.StartsWith("Many(count: 3, items: … 0x0103", Of(
            w =>
            {
                Field(w, 1, 0);
                w.WriteVarInt(3);
                Field(w, 2, 6);
                w.WriteRaw([2, 0]);
                w.WriteByte(0);
            },
            command: 3), StringComparison.Ordinal);

    [Fact]
    public void What_nobody_knows_is_bytes()
    {
        Assert.Equal("command 9 0x010900", Of(w => w.WriteByte(0), command: 9));
        Assert.Equal("Sell(7: 1)", Of(w => { Field(w, 7, 0); w.WriteByte(1); w.WriteByte(0); }));
        Assert.StartsWith("Sell(item: … Malformed bytes", Of(w => { Field(w, 1, 2); w.WriteByte(200); w.WriteByte(1); }), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_are_cut() =>
        Assert.Equal($"Sell(item: \"{new string('x', 200)}…\")", Of(w =>
        {
            Field(w, 1, 2);
            w.WriteLengthPrefixed(Encoding.UTF8.GetBytes(new string('x', 1000)));
            w.WriteByte(0);
        }));

    private static string Of(Action<CanonicalWriter> write, ulong command = 1)
    {
        var writer = new CanonicalWriter();
        writer.WriteVarUInt(1);
        writer.WriteVarUInt(command);
        write(writer);
        return Text.Of(writer.ToArray());
    }

    private static void Field(CanonicalWriter writer, int tag, int kind) => writer.WriteVarUInt((ulong)((tag << 3) | kind));
}
