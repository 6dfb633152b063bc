namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1013. Local times, and UTC.</summary>
public sealed class TimeZoneTests
{
    private static readonly RuleCase Case = new(
        "PXG1013",
        """
        using System;
        using System.Globalization;
        using PaxosGen;
        namespace TimeZoneCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private DateTime _at;
            private DateTimeOffset _when;
            private long _n;

            [Command(1)]
            public void Convert(DateTime at, DateTimeOffset when, string text)
            {
                _at = when.LocalDateTime; // PXG1013
                _at = at.ToLocalTime(); // PXG1013
                _when = when.ToLocalTime(); // PXG1013
                _at = at.ToUniversalTime(); // PXG1013
                _n = TimeZoneInfo.Local.BaseUtcOffset.Ticks; // PXG1013
                _n = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").BaseUtcOffset.Ticks; // PXG1013
                _when = at; // PXG1013
                _when = new DateTimeOffset(at); // PXG1013
                _at = TimeZoneInfo.ConvertTimeToUtc(at); // PXG1013
                _at = DateTime.Parse(text, CultureInfo.InvariantCulture); // PXG1013
                _when = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture); // PXG1013
                _n = DateTime.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time.Ticks : 0; // PXG1013
                if (when > at) // PXG1013
                {
                    _n = Deep(at); // PXG1013
                }
            }

            private static long Deep(DateTimeOffset when) => when.UtcTicks;
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private DateTime _at;
            private DateTimeOffset _when;
            private long _n;

            [Command(1)]
            public void Convert(DateTime at, DateTimeOffset when, string text, CommandContext context)
            {
                // What can fail by its input comes before the first change.
                var round = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
                var universal = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
                var day = DateTime.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                var offset = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                var exact = DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);
                _at = when.UtcDateTime;
                _when = when.ToUniversalTime();
                _when = when.ToOffset(TimeSpan.FromHours(2));
                _when = new DateTimeOffset(at, TimeSpan.Zero);
                _when = DateTime.SpecifyKind(at, DateTimeKind.Utc);
                _when = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
                _when = new DateTimeOffset(context.Timestamp.UtcDateTime.AddDays(1));
                var midnight = context.Timestamp.UtcDateTime.Date;
                _when = midnight;
                _n = TimeZoneInfo.Utc.BaseUtcOffset.Ticks + DateTime.UnixEpoch.ToUniversalTime().Ticks;
                _at = round < universal ? day : round;
                _when = offset < exact ? offset : exact;
                _n = DateOnly.FromDateTime(at).DayNumber + when.DateTime.Ticks + when.Offset.Ticks;
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
