"""Feeds and what else machines read, as text: one module a format, each a function of closed values."""

from __future__ import annotations

from collections.abc import Callable

from generator.documents import FeedItem

Contents = Callable[[FeedItem], str | None]
"""Gives an item's whole text as HTML with full addresses, or None when only its summary may be shown."""
