"""What the curators' page shows: what to read, one rule and its text, its tries, its signatures, its history. Each module has `show()`."""
