"""Feeds and what else machines read, as text: one module a format, each a function of closed values."""
