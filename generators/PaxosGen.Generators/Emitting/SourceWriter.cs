using System.Text;

namespace PaxosGen.Generators.Emitting;

/// <summary>Writes indented C#.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes lines at the current indentation.</summary>
    public SourceWriter Line(string text = "")
    {
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.TrimEnd();
            if (trimmed.Length > 0)
            {
                _text.Append(' ', 4 * _depth).Append(trimmed);
            }

            _text.Append('\n');
        }

        return this;
    }

    /// <summary>Writes a header and an opening brace, and indents.</summary>
    public SourceWriter Open(string header)
    {
        if (header.Length > 0)
        {
            Line(header);
        }

        Line("{");
        _depth++;
        return this;
    }

    /// <summary>Ends the innermost block.</summary>
    public SourceWriter Close()
    {
        _depth--;
        return Line("}");
    }

    /// <summary>Indents without a brace.</summary>
    public SourceWriter Indent()
    {
        _depth++;
        return this;
    }

    /// <summary>Ends <see cref="Indent"/>.</summary>
    public SourceWriter Unindent()
    {
        _depth--;
        return this;
    }

    /// <summary>Ends all blocks.</summary>
    public SourceWriter CloseAll()
    {
        while (_depth > 0)
        {
            Close();
        }

        return this;
    }

    public override string ToString() => _text.ToString();
}
