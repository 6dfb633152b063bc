using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

public sealed class ResultEnvelopeTests
{
    public static TheoryData<string, ResultEnvelope> Golden => new()
    {
        { "01", new ResultEnvelope.Ok(ReadOnlyMemory<byte>.Empty) },
        { "010708", new ResultEnvelope.Ok(new byte[] { 7, 8 }) },
        { "02026E6F03C3A475", new ResultEnvelope.Rejected("no", "äu") },
        { "0353797374656D2E457863657074696F6E", new ResultEnvelope.Failed("System.Exception") },
        { "04", new ResultEnvelope.Malformed() },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Each_status_has_its_bytes(string hex, ResultEnvelope envelope)
    {
        Assert.Equal(hex, Convert.ToHexString(envelope.Encode()));
        Assert.Equal(envelope, ResultEnvelope.Decode(Convert.FromHexString(hex)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("05")]
    [InlineData("0400")]
    [InlineData("0201")]
    [InlineData("02016100FF")]
    [InlineData("0201FF00")]
    [InlineData("03FF")]
    public void Other_bytes_are_refused(string hex) =>
        Assert.Throws<WireFormatException>(() => ResultEnvelope.Decode(Convert.FromHexString(hex)));

    [Fact]
    public void A_message_that_is_no_text_is_encoded_all_the_same()
    {
        var bytes = new ResultEnvelope.Rejected("no", "lone \uD800").Encode();
        Assert.Equal(new ResultEnvelope.Rejected("no", "lone \uFFFD"), ResultEnvelope.Decode(bytes));
    }
}
