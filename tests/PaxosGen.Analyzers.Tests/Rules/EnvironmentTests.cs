namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1003. The machine and its configuration.</summary>
public sealed class EnvironmentTests
{
    private static readonly RuleCase Case = new(
        "PXG1003",
        """
        using System;
        using System.Diagnostics;
        using System.IO;
        using System.Reflection;
        using PaxosGen;
        namespace EnvironmentCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private string _text = "";
            private long _n;
            private static readonly string Home = Environment.GetEnvironmentVariable("HOME") ?? ""; // PXG1003

            [Command(1)]
            public void Read()
            {
                _text = Environment.MachineName; // PXG1003
                _text = Environment.ProcessorCount.ToString(); // PXG1003
                _text = Environment.UserName; // PXG1003
                _text = System.Globalization.CultureInfo.CurrentCulture.Name; // PXG1003
                _n = Environment.ProcessId; // PXG1003
                _text = Environment.CurrentDirectory; // PXG1003
                _n = Environment.GetCommandLineArgs().Length; // PXG1003
                _n = Environment.WorkingSet; // PXG1003
                _text = AppContext.BaseDirectory; // PXG1003
                _text = AppDomain.CurrentDomain.FriendlyName; // PXG1003
                _n = Process.GetCurrentProcess().Id; // PXG1003
                _text = typeof(Bad).Assembly.Location; // PXG1003
                _text = Path.GetTempPath(); // PXG1003
                _text = new StackTrace().ToString(); // PXG1003
                _text = Debugger.IsAttached ? Home : ""; // PXG1003
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private string _text = "";

            [Command(1)]
            public void Read(string machine)
            {
                _text = machine;
                _text = nameof(Environment.MachineName);
                _text = typeof(Good).Name;
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
