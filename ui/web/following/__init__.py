"""What the page of followed trials shows: the worklist, the alerts, one trial over every stored dossier. Each module has `show()`."""
