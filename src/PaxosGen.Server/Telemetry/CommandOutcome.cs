using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Telemetry;

/// <summary>How a command ended, as metrics and traces tell it.</summary>
internal enum CommandOutcome
{
    /// <summary>The handler returned.</summary>
    Applied,

    /// <summary>The handler refused it.</summary>
    Rejected,

    /// <summary>The handler threw something else.</summary>
    Failed,

    /// <summary>The bytes were no command.</summary>
    Malformed,

    /// <summary>It had taken effect before; its first answer was given again.</summary>
    Duplicate,

    /// <summary>It was not run, or not even proposed.</summary>
    Refused,

    /// <summary>Whether it takes effect was not known when it was answered.</summary>
    Unknown,
}

/// <summary>Names of outcomes, and how they follow from what was applied.</summary>
internal static class CommandOutcomes
{
    /// <summary>The outcome's tag value.</summary>
    public static string Name(this CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Applied => "applied",
        CommandOutcome.Rejected => "rejected",
        CommandOutcome.Failed => "failed",
        CommandOutcome.Malformed => "malformed",
        CommandOutcome.Duplicate => "duplicate",
        CommandOutcome.Refused => "refused",
        _ => "unknown",
    };

    /// <summary>The outcome of a command that was applied.</summary>
    public static CommandOutcome Of(AppliedOutcome outcome) => outcome switch
    {
        AppliedOutcome.Answered { IsRepeat: true } => CommandOutcome.Duplicate,
        AppliedOutcome.Answered answered => (ResultStatus)answered.Envelope.Span[0] switch
        {
            ResultStatus.Ok => CommandOutcome.Applied,
            ResultStatus.Rejected => CommandOutcome.Rejected,
            ResultStatus.Failed => CommandOutcome.Failed,
            _ => CommandOutcome.Malformed,
        },
        _ => CommandOutcome.Refused,
    };
}
