"""What strangers and hurried editors may bring, mutated without end: `python -m tests.fuzz TARGET --seconds N`."""
