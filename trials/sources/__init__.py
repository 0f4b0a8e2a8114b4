"""One file a registry: what it publishes on one side, `Trial` on the other."""
