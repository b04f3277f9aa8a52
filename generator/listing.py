"""Every entry as data, for `list --json`: the documented interface for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator import plan
from generator.addresses import entry_place, url_path
from generator.build import read_content, relate
from generator.config import Config
from generator.configfile import load_config
from generator.errors import Problem
from generator.executors import Workers
from generator.model import Entry
from generator.plan.cards import rights
from generator.plan.taxonomy import newest_first
from generator.related.reasons import reasons
from generator.timeline import Timeline
from generator.vocabulary import load_vocabulary, unite


def list_entries(root: Path, jobs: int | None, timeline: Timeline) -> tuple[list[dict[str, Any]], tuple[Problem, ...]]:
    """A record for each entry, newest first, drafts and future ones included."""
    config = load_config(root)
    reading = read_content(root, config, Workers(jobs), timeline, use_cache=True)
    distinct, clashes = plan.distinct(reading.entries, config)
    entries = unite(distinct, load_vocabulary(root))
    found = relate(root, config, reading, entries, timeline)
    named = [(name, near.id) for name, nears in found.neighbours.items() for near in nears]
    why = reasons(reading.complete(entries), named)
    urls = {entry.id: _url(entry, config) for entry in entries}
    told = {name: story.slug for story in found.stories for name in story.entries}
    records = [
        {
            **_record(entry, urls[entry.id]),
            "related": [
                {"id": near.id, "url": urls[near.id], "score": near.score, "why": why[entry.id, near.id]}
                for near in found.neighbours.get(entry.id, ())
            ],
            "also_in": [{"id": other, "url": urls[other]} for other in found.same.get(entry.id, ())],
            "story": told.get(entry.id),
            "draft": entry.draft,
        }
        for entry in newest_first(entries)
    ]
    return records, (*reading.problems, *clashes, *found.problems)


def _record(entry: Entry, url: str) -> dict[str, Any]:
    return {
        "path": entry.path,
        "id": entry.id,
        "url": url,
        "title": entry.title,
        "date": entry.date.iso if entry.date else None,
        "date_source": entry.date_source if entry.date else None,
        "source": entry.source,
        "author": entry.author,
        "lang": entry.lang,
        "seed": entry.seed,
        "tags": entry.tags,
    }


def _url(entry: Entry, config: Config) -> str:
    """Where readers find it: its own page, or the original where only a link may be shown."""
    if entry.link and rights(entry, config) == "link":
        return entry.link
    return config.base_path + url_path(entry_place(entry, config.permalinks))
