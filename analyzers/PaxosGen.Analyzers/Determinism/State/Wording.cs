using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>How code is quoted in messages, and where a finding about it is.</summary>
internal static class Wording
{
    private const int Longest = 60;

    /// <summary>The code itself, in one line and not too long.</summary>
    public static string Quote(SyntaxNode syntax)
    {
        var text = string.Join(" ", syntax.ToString().Split(['\r', '\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= Longest ? text : text.Substring(0, Longest - 1) + "…";
    }

    public static string Quote(Write write) => write is { IsCall: true, Site: IInvocationOperation { Syntax: InvocationExpressionSyntax call } } ? Quote(call.Expression) : Quote(write.Target.Syntax);

    public static Location Place(Write write)
        => (write.Site is IDeconstructionAssignmentOperation || (write.Site is IInvocationOperation && !write.IsCall) ? write.Target : write.Site).Syntax.GetLocation();
}
