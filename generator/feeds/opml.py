"""OPML 2.0 (opml.org/spec2.opml): every feed of the site, for feed readers to take over at once."""

from __future__ import annotations

from generator.documents import FeedList
from generator.feeds.xml import HEAD, element
from generator.pages import Frame


def opml(view: FeedList, frame: Frame) -> str:
    """A whole document."""
    outlines = "\n".join(
        element(
            "outline", type="rss", text=feed.label, xmlUrl=frame.absolute(feed.url), htmlUrl=frame.absolute(feed.page)
        )
        for feed in view.feeds
    )
    head = f"<head>\n{element('title', frame.title)}\n</head>"
    return f'{HEAD}<opml version="2.0">\n{head}\n<body>\n{outlines}\n</body>\n</opml>\n'
