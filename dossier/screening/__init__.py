"""Following trials over the stored dossiers: the worklist, what people say of criteria, the whole screening and its alerts."""
