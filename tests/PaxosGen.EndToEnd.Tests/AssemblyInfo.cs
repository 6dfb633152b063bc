// Half of a play is waiting: for elections, for processes to start, for load to go on. Two at once use that time.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
