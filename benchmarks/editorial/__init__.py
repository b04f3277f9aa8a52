"""How good tags, related articles and stories are, by public sets that people judged."""
