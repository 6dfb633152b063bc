using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>PXG1006: code that waits, and methods and lambdas that may. Calls that return tasks are in the lists.</summary>
internal sealed class Asynchrony : Check
{
    private const string Advice = "handlers are synchronous: do it in the client, and send the result as an argument of the command";

    public override ImmutableArray<OperationKind> Kinds { get; } =
        [OperationKind.Await, OperationKind.Loop, OperationKind.Using, OperationKind.UsingDeclaration, OperationKind.MethodBody, OperationKind.AnonymousFunction, OperationKind.LocalFunction];

    public override void Visit(IOperation operation, Body body)
    {
        switch (operation)
        {
            case IAwaitOperation:
                Report(operation.Syntax.GetLocation(), "await", body);
                break;
            case IForEachLoopOperation { IsAsynchronous: true } loop:
                Report(loop.Syntax.GetLocation(), "await foreach", body);
                break;
            case IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true }:
                Report(operation.Syntax.GetLocation(), "await using", body);
                break;
            case IMethodBodyOperation when body.Method is { } method && (method.IsAsync || (IsHandler(method) && IsTask(method.ReturnType))):
                Report(LocationOf(operation.Syntax), $"{Names.InMessage(method.ReturnType)} {method.Name}", body);
                break;
            case IAnonymousFunctionOperation { Symbol.IsAsync: true } lambda:
                Report(lambda.Syntax.GetLocation(), "async lambda", body);
                break;
            case ILocalFunctionOperation { Symbol.IsAsync: true } function:
                Report(LocationOf(function.Syntax), function.Symbol.Name, body);
                break;
        }
    }

    private static void Report(Location location, string what, Body body) => body.Report(new Finding(Rules.Async, location, what, Advice));

    private static bool IsHandler(IMethodSymbol method) => Names.Has(method, Names.Command) || Names.Has(method, Names.Query);

    private static bool IsTask(ITypeSymbol type) => type.Name is "Task" or "ValueTask" or "IAsyncEnumerable";

    private static Location LocationOf(SyntaxNode syntax) => syntax switch
    {
        MethodDeclarationSyntax method => method.Identifier.GetLocation(),
        LocalFunctionStatementSyntax function => function.Identifier.GetLocation(),
        _ => syntax.GetLocation(),
    };
}
