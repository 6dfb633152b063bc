// Each play has processes of its own that load all cores; two at once would only take each other's time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
