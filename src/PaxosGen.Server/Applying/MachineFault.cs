using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>
/// Exceptions that say something about this machine or build and nothing about the command. As a result they would make
/// this replica differ from the others, so they stop it instead.
/// </summary>
internal static class MachineFault
{
    /// <summary>Whether the machine is to blame, also where a handler or the runtime has wrapped the exception.</summary>
    public static bool IsIn(Exception thrown)
    {
        for (var e = thrown; e is not null; e = e.InnerException)
        {
            if (IsMachineFault(e) || (e is AggregateException several && several.InnerExceptions.Any(IsIn)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMachineFault(Exception e) => e switch
    {
        // How much memory and stack is left is not in the log.
        OutOfMemoryException or InsufficientExecutionStackException => true,

        // A deployment with a missing or mismatched assembly: others may well run the command.
        TypeLoadException or MissingMemberException or BadImageFormatException or InvalidProgramException => true,
        FileNotFoundException or FileLoadException => true,

        InvariantViolationException => true,
        _ => false,
    };
}
