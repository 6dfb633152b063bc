using PaxosGen.Server.Running;

namespace PaxosGen.Server.Tests.Running;

public sealed class RandomPoolTests
{
    [Fact]
    public void No_bytes_are_handed_out_twice()
    {
        var seen = new HashSet<UInt128>();
        var gate = new Lock();
        Parallel.For(0, 4, _ =>
        {
            var bytes = new byte[16];
            for (var i = 0; i < 5_000; i++)
            {
                RandomPool.Fill(bytes);
                lock (gate)
                {
                    Assert.True(seen.Add(new CanonicalReader(bytes).ReadFixed128()));
                }
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(4096)]
    [InlineData(5000)]
    public void Any_number_of_bytes_is_filled(int count)
    {
        var bytes = new byte[count];
        RandomPool.Fill(new byte[3]);
        RandomPool.Fill(bytes);

        // All zeros in every stretch of 8 bytes has a chance of 2 to the power of -64.
        Assert.All(bytes.Chunk(8).Where(chunk => chunk.Length == 8), chunk => Assert.Contains(chunk, b => b != 0));
    }
}
