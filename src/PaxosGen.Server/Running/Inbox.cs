using System.Diagnostics;
using PaxosGen.Core;

namespace PaxosGen.Server.Running;

/// <summary>
/// What waits for the loop, in order of arrival. Bounded: when it is full, peers' connections wait, which pushes back
/// on them, and clients are told to come back later.
/// </summary>
/// <remarks>Thread-safe; one thread reads.</remarks>
internal sealed class Inbox
{
    /// <summary>Most inputs that wait before others are turned away or made to wait.</summary>
    public const int MaxInputs = 65_536;
    private const long MaxBytes = 128 << 20;

    private readonly object _gate = new();
    private List<Input> _arrived = [];
    private List<Input> _reading = [];
    private int _next;
    private long _bytes;

    // How many of those that have arrived are commands, since when the first of them waits, and whether it still has to.
    private int _commands;
    private long _firstCommandAt;
    private bool _holdsCommands;
    private bool _isReaderWaiting;
    private bool _isClosed;

    /// <summary>How many inputs wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _arrived.Count;
            }
        }
    }

    /// <summary>How many commands wait.</summary>
    public int Commands
    {
        get
        {
            lock (_gate)
            {
                return _commands;
            }
        }
    }

    /// <summary>Bytes of commands that wait.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Adds inputs unless that would be too many.</summary>
    public bool TryPost(Input input)
    {
        lock (_gate)
        {
            if (_isClosed || IsFull)
            {
                return false;
            }

            Add(input);
            return true;
        }
    }

    /// <summary>Adds an input, waiting for room. Never called by the reader.</summary>
    public void Post(Input input)
    {
        lock (_gate)
        {
            while (!_isClosed && IsFull)
            {
                Monitor.Wait(_gate);
            }

            if (!_isClosed)
            {
                Add(input);
            }
        }
    }

    /// <summary>Adds what the replica tells itself, for which there is always room.</summary>
    public void PostOwn(Input input)
    {
        lock (_gate)
        {
            Add(input);
        }
    }

    /// <summary>Waits until there is something to read or the time is up.</summary>
    /// <param name="patience">How long to wait for anything at all.</param>
    /// <param name="gathering">Says whether commands wait for others; null where they do not. All else is read meanwhile.</param>
    /// <returns>False when the inbox is closed.</returns>
    public bool Wait(TimeSpan patience, Gathering? gathering = null)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_next == _reading.Count && _arrived.Count == 0 && !_isClosed)
                {
                    _isReaderWaiting = true;
                    Monitor.Wait(_gate, patience);
                    _isReaderWaiting = false;
                }

                _holdsCommands = _commands > 0 && gathering?.IsOver(_commands, _firstCommandAt) == false;
                if (!_holdsCommands || _next < _reading.Count || _arrived.Count > _commands || _isClosed)
                {
                    return !_isClosed;
                }
            }

            // Much less than the system can wait for, and whoever has something to add gets the processor.
            Thread.Yield();
        }
    }

    /// <summary>Takes the next input, if there is one.</summary>
    public bool TryRead(out Input input)
    {
        if (_next == _reading.Count)
        {
            _reading.Clear();
            _next = 0;
            lock (_gate)
            {
                // Nobody waits for room but while there is none.
                var wasFull = IsFull;
                Take();
                if (wasFull)
                {
                    Monitor.PulseAll(_gate);
                }
            }
        }

        if (_reading.Count == 0)
        {
            input = null!;
            return false;
        }

        input = _reading[_next++];
        return true;
    }

    /// <summary>Waits until the inbox is closed or the time is up.</summary>
    /// <returns>Whether it is closed.</returns>
    public bool WaitForClose(TimeSpan patience)
    {
        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        lock (_gate)
        {
            while (!_isClosed && Environment.TickCount64 < until)
            {
                Monitor.Wait(_gate, (int)Math.Max(1, until - Environment.TickCount64));
            }

            return _isClosed;
        }
    }

    /// <summary>Lets the reader and everyone who waits go.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Take()
    {
        if (_holdsCommands)
        {
            var kept = 0;
            _bytes = 0;
            for (var i = 0; i < _arrived.Count; i++)
            {
                var input = _arrived[i];
                if (input is Input.Propose)
                {
                    _arrived[kept++] = input;
                    _bytes += BytesOf(input);
                }
                else
                {
                    _reading.Add(input);
                }
            }

            _arrived.RemoveRange(kept, _arrived.Count - kept);
        }
        else
        {
            (_arrived, _reading) = (_reading, _arrived);
            (_bytes, _commands) = (0, 0);
        }
    }

    private bool IsFull => _arrived.Count >= MaxInputs || _bytes >= MaxBytes;

    private static long BytesOf(Input input) => input switch
    {
        Input.Propose propose => propose.Payload.Length,
        Input.Received { Message: Message.Accept accept } => accept.Entries.Sum(entry => (long)entry.Bytes.Length),
        Input.Received { Message: Message.Learned learned } => learned.Entries.Sum(entry => (long)entry.Bytes.Length),
        Input.Received { Message: Message.Promise promise } => promise.Slots.Sum(slot => (long)slot.Entry.Bytes.Length),
        _ => 0,
    };

    private void Add(Input input)
    {
        _bytes += BytesOf(input);
        _arrived.Add(input);
        if (input is Input.Propose && _commands++ == 0)
        {
            _firstCommandAt = Stopwatch.GetTimestamp();
        }

        if (_isReaderWaiting)
        {
            _isReaderWaiting = false;
            Monitor.PulseAll(_gate);
        }
    }
}
