namespace PaxosGen.Bank.Tests;

/// <summary>What a command has written so far, readable while it goes on.</summary>
internal sealed class Transcript() : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    private readonly Lock _gate = new();

    public override void Write(string? value)
    {
        lock (_gate)
        {
            base.Write(value);
        }
    }

    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            base.WriteLine(value);
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return base.ToString();
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            GetStringBuilder().Clear();
        }
    }
}
