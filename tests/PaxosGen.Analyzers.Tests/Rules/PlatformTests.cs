namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1017. What differs by operating system and processor.</summary>
public sealed class PlatformTests
{
    private static readonly RuleCase Case = new(
        "PXG1017",
        """
        using System;
        using System.Buffers.Binary;
        using System.IO;
        using System.Runtime.InteropServices;
        using System.Text;
        using PaxosGen;
        namespace PlatformCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private string _text = "";
            private long _n;
            private readonly StringBuilder _log = new();

            [Command(1)]
            public unsafe void Read(string name, byte[] data, int number)
            {
                _text = name + Environment.NewLine; // PXG1017
                _log.AppendLine(name); // PXG1017
                _log.AppendLine(); // PXG1017
                using var writer = new StringWriter();
                writer.WriteLine(name); // PXG1017
                _text = Path.Combine(_text, name); // PXG1017
                _text = _text + Path.DirectorySeparatorChar; // PXG1017
                _text = Path.GetFileName(name); // PXG1017
                _text = name.ReplaceLineEndings(); // PXG1017
                _n = BitConverter.ToInt32(data, 0); // PXG1017
                _n = BitConverter.GetBytes(number)[0]; // PXG1017
                _n = BitConverter.IsLittleEndian ? 1 : 0; // PXG1017
                _n = IntPtr.Size; // PXG1017
                _n = nint.MaxValue; // PXG1017
                _n = sizeof(nint); // PXG1017
                _n = OperatingSystem.IsWindows() ? 1 : 0; // PXG1017
                _n = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? 1 : 0; // PXG1017
                _n = Environment.Is64BitProcess ? 1 : 0; // PXG1017
                _n = MemoryMarshal.Cast<byte, int>(data)[0]; // PXG1017
                _n = MemoryMarshal.Read<int>(data); // PXG1017
                _n = Marshal.SizeOf<int>(); // PXG1017
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private string _text = "";
            private long _n;
            private readonly StringBuilder _log = new();

            [Command(1)]
            public void Read(string name, byte[] data, int number)
            {
                _log.Append(name).Append('\n').Append("\r\n");
                using var writer = new StringWriter();
                writer.Write(name);
                _text = name + '/' + writer + name.ReplaceLineEndings("\n");
                BinaryPrimitives.WriteInt32LittleEndian(data, number);
                _n = BinaryPrimitives.ReadInt64BigEndian(data) + sizeof(int) + BitConverter.DoubleToInt64Bits(1.5);
                _text = BitConverter.ToString(data) + Convert.ToBase64String(data) + Encoding.UTF8.GetString(data) + Encoding.Unicode.GetByteCount(name);
                nint index = number;
                _n += index;
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
