namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1015. Memory as it was found, and zeroed.</summary>
public sealed class RawMemoryTests
{
    private static readonly RuleCase Case = new(
        "PXG1015",
        """
        using System;
        using System.Buffers;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using PaxosGen;
        namespace RawMemoryCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _n;

            [Command(1)]
            public void Read(int length)
            {
                var rented = ArrayPool<byte>.Shared.Rent(length); // PXG1015
                _n = rented[0];
                using var memory = MemoryPool<byte>.Shared.Rent(length); // PXG1015
                _n = GC.AllocateUninitializedArray<byte>(length)[0]; // PXG1015
                Unsafe.SkipInit(out int value); // PXG1015
                _n = value;
                _n = Marshal.AllocHGlobal(length); // PXG1015
                _n = Stack() + Address(length);
            }

            [SkipLocalsInit]
            private static int Stack()
            {
                Span<int> buffer = stackalloc int[8]; // PXG1015
                return buffer[3];
            }

            private static unsafe long Address(int value) => (long)&value; // PXG1015
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private long _n;

            [Command(1)]
            public unsafe void Read(int length)
            {
                Span<int> zeroed = stackalloc int[8];
                Span<int> written = stackalloc int[] { 1, 2, 3 };
                int* pointer = stackalloc int[2];
                var array = new byte[length];
                var writer = new ArrayBufferWriter<byte>();
                writer.Write(array);
                _n = zeroed[0] + written[1] + pointer[1] + array[0] + writer.WrittenCount + Full();
            }

            [SkipLocalsInit]
            private static int Full()
            {
                Span<int> written = stackalloc int[] { 1, 2, 3 };
                return written[0];
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
