namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1004. Files, networks, consoles; and streams over memory.</summary>
public sealed class InputOutputTests
{
    private static readonly RuleCase Case = new(
        "PXG1004",
        """
        using System;
        using System.Data.Common;
        using System.Diagnostics;
        using System.IO;
        using System.IO.Compression;
        using System.Net;
        using System.Net.Http;
        using System.Net.Sockets;
        using System.Text;
        using PaxosGen;
        namespace InputOutputCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private string _text = "";
            private long _n;

            [Command(1)]
            public void Read(string path, byte[] data)
            {
                _text = File.ReadAllText(path); // PXG1004
                _n = Directory.GetFiles(path).Length; // PXG1004
                _n = new FileInfo(path) // PXG1004
                    .Length; // PXG1004
                using var file = new FileStream(path, FileMode.Open); // PXG1004
                using var reader = new StreamReader(path); // PXG1004
                Console.WriteLine(path); // PXG1004
                _text = Console.ReadLine() ?? ""; // PXG1004
                Trace.WriteLine(path); // PXG1004
                using var process = Process.Start(path); // PXG1004
                _n = Dns.GetHostAddresses(path).Length; // PXG1004
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); // PXG1004
                Action<string> write = Console.WriteLine; // PXG1004
                write(path);
            }

            private static int Count(DbConnection connection) => connection.State.GetHashCode();
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private byte[] _bytes = [];

            [Command(1)]
            public void Pack(string text)
            {
                using var memory = new MemoryStream();
                using (var writer = new StreamWriter(memory, Encoding.UTF8, leaveOpen: true))
                {
                    writer.Write(text);
                }

                memory.Position = 0;
                using var reader = new StreamReader(memory);
                using var words = new StringReader(reader.ReadToEnd());
                _bytes = Encoding.UTF8.GetBytes(words.ReadLine() ?? "");
                Debug.Assert(_bytes.Length >= 0, $"never {_bytes.Length}");
                Debug.WriteLine(text);
                if (IPAddress.TryParse(text, out var address))
                {
                    _bytes = address.GetAddressBytes();
                }

                _ = WebUtility.UrlEncode(text).Length;
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
