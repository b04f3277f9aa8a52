"""What search engines read in a page: JSON-LD in the words of schema.org."""

from __future__ import annotations

from typing import Any

import msgspec

from generator.pages import Article, Card, EditionPage, Frame, Front, Listing, Page, StoryPage

_CONTEXT = "https://schema.org"


def json_ld(page: Page, frame: Frame, icon: str) -> str | None:
    """A JSON-LD graph for a `<script>` element, or None for a page that has nothing to tell.

    `icon` is the full address of the publisher's logo. `<` is escaped, so that no text can end the script.
    """
    parts = [part for part in (_main(page, frame, icon), _trail(page, frame)) if part]
    if not parts:
        return None
    graph = {"@context": _CONTEXT, "@graph": parts}
    return msgspec.json.encode(graph).decode().replace("<", "\\u003c").replace("\u2028", "").replace("\u2029", "")


def _main(page: Page, frame: Frame, icon: str) -> dict[str, Any] | None:
    match page.view:
        case Article() as article:
            return _article(page, article, frame, icon)
        case Front() as front:
            return _collection(page, front.cards, frame)
        case EditionPage() as edition:
            return _collection(page, tuple(item.card for item in edition.items), frame)
        case Listing(cards=cards) | StoryPage(cards=cards):
            return _collection(page, cards, frame)
    return None


def _article(page: Page, article: Article, frame: Frame, icon: str) -> dict[str, Any]:
    card, url = article.card, frame.absolute(page.url)
    published = card.date.moment if card.date else None
    return _stated(
        {
            "@type": "NewsArticle",
            "@id": url,
            "mainEntityOfPage": url,
            "headline": card.title,
            "description": card.summary,
            "image": [frame.absolute(page.image)] if page.image else [icon],
            "datePublished": published,
            "dateModified": article.updated.moment if article.updated else published,
            "inLanguage": card.lang,
            "keywords": [tag.label for tag in card.tags],
            "articleSection": card.tags[0].label if card.tags else None,
            "author": _author(article, frame),
            "publisher": _publisher(frame, icon),
            "isBasedOn": article.link,
            "isPartOf": {"@type": "WebSite", "name": frame.title, "url": frame.base_url},
        }
    )


def _author(article: Article, frame: Frame) -> dict[str, Any]:
    """The person who wrote it, else the source, else the digest itself."""
    source = article.card.source
    if article.author:
        return {"@type": "Person", "name": article.author, "url": article.link or frame.base_url}
    if source:
        return {"@type": "Organization", "name": source.label, "url": frame.absolute(source.url)}
    return {"@type": "Organization", "name": frame.title, "url": frame.base_url}


def _publisher(frame: Frame, icon: str) -> dict[str, Any]:
    logo = {"@type": "ImageObject", "url": icon}
    return {"@type": "Organization", "name": frame.title, "url": frame.base_url, "logo": logo}


def _collection(page: Page, cards: tuple[Card, ...], frame: Frame) -> dict[str, Any]:
    # By what their own pages say they are.
    listed = (address for card in cards for address in (card.url, *(link.url for link in card.also)))
    items = [{"@id": frame.absolute(address)} for address in listed]
    return _stated(
        {
            "@type": "CollectionPage",
            "@id": frame.absolute(page.url),
            "url": frame.absolute(page.url),
            "name": page.title,
            "description": page.description,
            "inLanguage": frame.language,
            "mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items},
        }
    )


def _trail(page: Page, frame: Frame) -> dict[str, Any] | None:
    if not page.trail:
        return None
    steps = [*((link.label, link.url) for link in page.trail), (page.title, page.url)]
    items = [
        {"@type": "ListItem", "position": position, "name": label, "item": frame.absolute(url)}
        for position, (label, url) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _stated(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value not in (None, "", [])}
