"""How good tags and related articles are, by public sets that people judged."""
