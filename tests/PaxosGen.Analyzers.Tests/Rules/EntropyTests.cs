namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1002. Random values, and those that the log carries or that follow from arguments.</summary>
public sealed class EntropyTests
{
    private static readonly RuleCase Case = new(
        "PXG1002",
        """
        using System;
        using System.IO;
        using System.Linq;
        using System.Security.Cryptography;
        using PaxosGen;
        namespace EntropyCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _n;
            private string _text = "";
            private Guid _id = Guid.NewGuid(); // PXG1002

            [Command(1)]
            public void Draw(DateTimeOffset at, int[] cards)
            {
                _id = Guid.NewGuid(); // PXG1002
                _id = Guid.CreateVersion7(); // PXG1002
                _id = Guid.CreateVersion7(at); // PXG1002
                _n = new Random().Next(); // PXG1002
                var shared = Random.Shared; // PXG1002
                _n = Random.Shared.Next(6); // PXG1002
                _n = RandomNumberGenerator.GetInt32(6); // PXG1002
                _text = Path.GetRandomFileName(); // PXG1002
                _text = Path.GetTempFileName(); // PXG1002
                using var aes = Aes.Create(); // PXG1002
                using var key = ECDsa.Create(); // PXG1002
                using var hmac = new HMACSHA256(); // PXG1002
                _n = cards.Shuffle().First(); // PXG1002
                _n = new Random(7).Next(); // PXG1002
                Func<Guid> make = Guid.NewGuid; // PXG1002
                _id = make();
                _n = Make<Random>().Next(); // PXG1002
            }

            private static T Make<T>() where T : new() => new T();
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private Guid _id;
            private long _n;
            private byte[] _hash = [];

            [Command(1)]
            public void Draw(Guid given, byte[] data, CommandContext context)
            {
                _id = context.NewGuid();
                _id = given == Guid.Empty ? new Guid(data) : Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff");
                _n = context.Random.Next(6);
                _n = SHA256.HashData(data)[0];
                _n = HMACSHA256.HashData(_hash, data)[0];
                using var hmac = new HMACSHA256(data);
                _n = hmac.ComputeHash(data)[0];
                using var sha = SHA256.Create();
                _n = sha.ComputeHash(data)[0];
                if (CryptographicOperations.FixedTimeEquals(_hash, data))
                {
                    _n = nameof(Guid.NewGuid).Length;
                }
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
