namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1019: exceptions that differ between replicas, caught or kept.</summary>
public sealed class ExceptionTests
{
    private const string Types = "public sealed class Lost(string text) : Exception(text) { public int Code => 3; } public sealed record Note(string Message);";

    private const string State =
        """
            private int _n;
            private string _last = "";
            private readonly List<string> _errors = new();
            private void Do() => _n++;

        """;

    private static readonly string[] BadCode =
    [
        "[Command(1)] public void C() { try { Do(); } catch { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (Exception) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (Exception e) { _n = e is FormatException ? 1 : 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (SystemException) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (OutOfMemoryException) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (InsufficientExecutionStackException) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (StackOverflowException) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (TimeoutException) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (Exception e) when (e is OutOfMemoryException) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (Exception e) when (e is not FormatException) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (Exception) when (_n > 3) { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException) { _n = 1; } catch { _n = 0; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { _last = e.Message; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { _last = e.StackTrace ?? \"\"; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { _last = e.ToString(); } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { _last = $\"failed: {e}\"; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { _last = \"failed: \" + e; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { _n = e.HResult; } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { _errors.Add(e.Message); } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { if (e.Message.Contains('x')) _n = 3; } } // PXG1019",
        "[Command(1)] public string C() { try { Do(); return \"\"; } catch (FormatException e) { return e.Message; } } // PXG1019",
        "[Command(1)] public Fixed C() { try { Do(); return new(0, \"\"); } catch (FormatException e) { return new Fixed(1, e.Message); } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { Note(e); } } private void Note(Exception e) => _last = e.Message; // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { throw new CommandRejectedException(\"x\", e.Message); } } // PXG1019",
        "[Command(1)] public void C() { try { Do(); } catch (Lost e) { _last = e.StackTrace ?? \"\"; } } // PXG1019",
        "[Command(1)] public void C() { void Go() { try { Do(); } catch { _n = 0; } } // PXG1019\nGo(); }",
    ];

    private static readonly string[] GoodCode =
    [
        "[Command(1)] public void C() { try { Do(); } catch (FormatException) { _n = 0; } }",
        "[Command(1)] public void C() { try { Do(); } catch (KeyNotFoundException) { _n = 0; } catch (OverflowException) { _n = 1; } }",
        "[Command(1)] public void C() { try { Do(); } catch (ArgumentException) { _n = 0; } }",
        "[Command(1)] public void C() { try { Do(); } catch (InvalidOperationException) { _n = 0; } }",
        "[Command(1)] public void C() { try { Do(); } catch { _n = 0; throw; } }",
        "[Command(1)] public void C() { try { Do(); } catch (Exception) { _n = 0; throw; } }",
        "[Command(1)] public void C() { try { Do(); } catch (OutOfMemoryException) { throw; } }",
        "[Command(1)] public void C() { try { Do(); } catch (Exception e) when (e is FormatException or OverflowException) { _n = 0; } }",
        "[Command(1)] public void C() { try { Do(); } catch (Exception e) when (e is FormatException) { _n = 0; } }",
        "[Command(1)] public void C() { try { Do(); } catch (Exception e) when (e is not OutOfMemoryException) { _n = 0; } }",
        "[Command(1)] public void C() { try { Do(); } finally { _n = 0; } }",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { _last = e.GetType().Name; } }",
        "[Command(1)] public void C() { try { Do(); } catch (Lost e) { _last = e.Message; } }",
        "[Command(1)] public void C() { try { Do(); } catch (Lost e) { _n = e.Code; } }",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { throw new InvalidOperationException(e.Message, e); } }",
        "[Command(1)] public void C() { try { Do(); } catch (FormatException e) { Debug.WriteLine(e.Message); _n = 0; } }",
        "[Command(1)] public void C() { try { Do(); } catch (CommandRejectedException e) { _last = e.Message; } }",
        "[Command(1)] public void C() => Do(); [Query(2)] public int Q() { try { return _n; } catch { return 0; } }",
        "[Command(1)] public void C() => Do(); public static void Host() { try { } catch (Exception e) { _ = e.Message; } }",
        "[Command(1)] public string C(Note note) => note.Message;",
    ];

    [Fact]
    public Task Bad_code_is_found() => MachineCode.ExpectAllAsync(State, Types, BadCode);

    [Fact]
    public Task Good_code_is_left_alone() => MachineCode.ExpectAllAsync(State, Types, GoodCode);
}
