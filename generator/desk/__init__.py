"""The editor's desk: what has come in, and what is decided about it, as plain pages with forms.

Nothing here knows of HTTP: a question is a place below `/_desk/` with its values, and an answer a page or a place to
go on to.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.desk.actions import Done, Form, act
from generator.desk.changes import ChangedError
from generator.desk.memory import Memory
from generator.desk.overview import FILTERS, Overview, overview
from generator.desk.pages import refusal_page, shown
from generator.desk.showing import edition_view, entry_view, list_view, place_of_page
from generator.desk.views import EditionView, EntryView, ListView
from generator.due import parse_now
from generator.errors import ArgumentError, BroadsheetError, Problem
from generator.tags import Background

Values = Mapping[str, Sequence[str]]
"""Texts by the names of their fields, each in their order."""


class Answer(Struct, frozen=True):
    """A page with its status, or with the status 303 where to go instead."""

    status: int
    page: str = ""
    location: str = ""


class Desk:
    """The desk of one site for as long as a preview runs. `token` is in every form, and nobody else has it."""

    def __init__(self, root: Path, now: str | None, token: str) -> None:
        self._memory = Memory(root)
        self._now = now
        self._token = token
        self._said: Done | None = None
        self._lock = threading.Lock()

    def show(self, place: str, asked: Values, problems: Sequence[Problem]) -> Answer:
        """A page, or at `of` where to find what a page of the site shows; `problems` are those of the last build."""
        with self._lock:
            try:
                if place == "of":
                    return Answer(303, location=place_of_page(self._overview(), Form(asked).text("page")))
                return Answer(200, self._page(place, Form(asked), problems))
            except ArgumentError as error:
                return Answer(404, refusal_page(error.problems))
            except (BroadsheetError, OSError) as error:
                return self._refused(error)

    def act(self, place: str, filled: Values) -> Answer:
        """Do what a form of this desk asks for, and lead on."""
        with self._lock:
            try:
                self._said = act(self._overview(), place, Form(filled))
            except (BroadsheetError, OSError) as error:
                return self._refused(error)
            return Answer(303, location=self._said.where)

    def _overview(self) -> Overview:
        held = self._memory.look()
        return overview(held, parse_now(self._now, held.config))

    def _page(self, place: str, asked: Form, problems: Sequence[Problem]) -> str:
        over = self._overview()
        view: ListView | EntryView | EditionView

        def known() -> Background | None:
            return self._memory.background(over.held)

        if place == "":
            number = int(asked.text("page")) if re.fullmatch("[0-9]{1,6}", asked.text("page")) else 1
            name = asked.text("show") if asked.text("show") in FILTERS else next(iter(FILTERS))
            view = list_view(over, name, asked.text("q"), number, problems, known)
        elif place == "entry":
            view = entry_view(over, asked.text("path"), asked.text("back"), problems, known)
        elif place == "edition":
            view = edition_view(over, asked.text("path"), problems)
        else:
            raise ArgumentError(Problem(message="there is no such page"))
        said, self._said = self._said, None
        return shown(view, over.held.config, self._token, said)

    def _refused(self, error: BroadsheetError | OSError) -> Answer:
        problems = error.problems if isinstance(error, BroadsheetError) else (_of_system(error),)
        status = 409 if isinstance(error, ChangedError) else 400
        return Answer(status, refusal_page(problems))


def _of_system(error: OSError) -> Problem:
    return Problem(message=error.strerror or str(error), file=str(error.filename) if error.filename else None)
