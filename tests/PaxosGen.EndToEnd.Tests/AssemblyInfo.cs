// Each play has processes of its own that load a core or two while they start, and wait for the rest of the time.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
