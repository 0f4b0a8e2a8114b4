"""Documents as files: each module has `write(document, ...) -> bytes`."""
