// Many of these tests wait for a time-out of the product or for a process to start, and need no core meanwhile.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
