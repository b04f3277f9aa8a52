"""Sitemaps (sitemaps.org, protocol 0.9) with their index above 50 000 pages, the news sitemap
(Google's schema 0.9), and robots.txt (RFC 9309).
"""

from __future__ import annotations

from generator.documents import NewsSitemap, Sitemap, SitemapIndex
from generator.feeds.xml import HEAD, element
from generator.pages import Frame

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def sitemap(view: Sitemap, frame: Frame) -> str:
    """Pages with the day of their last change where it is known."""
    entries = "".join(
        f"<url>{element('loc', frame.absolute(place))}{element('lastmod', changed) if changed else ''}</url>\n"
        for place, changed in view.places
    )
    return f'{HEAD}<urlset xmlns="{_SITEMAP}">\n{entries}</urlset>\n'


def sitemap_index(view: SitemapIndex, frame: Frame) -> str:
    """The sitemaps of a site that needs several."""
    entries = "".join(f"<sitemap>{element('loc', frame.absolute(place))}</sitemap>\n" for place in view.places)
    return f'{HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n'


def news_sitemap(view: NewsSitemap, frame: Frame) -> str:
    """The newest articles for news search."""
    publication = element("news:name", frame.title) + element("news:language", frame.language.partition("-")[0])
    entries = "".join(
        f"<url>{element('loc', frame.absolute(place))}<news:news><news:publication>{publication}</news:publication>"
        f"{element('news:publication_date', day)}{element('news:title', title)}</news:news></url>\n"
        for place, day, title in view.articles
    )
    return f'{HEAD}<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{entries}</urlset>\n'


def robots(frame: Frame) -> str:
    """Everyone is welcome, and here are the sitemaps."""
    return f"User-agent: *\nDisallow:\n\nSitemap: {frame.absolute('/sitemap.xml')}\n"
