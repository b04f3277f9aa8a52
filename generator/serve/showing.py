"""What stands in the preview's output: which of its files are as the site was last planned, and which are stale."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from generator import cache, output
from generator.addresses import output_path
from generator.build import Kept, Outcome, Prepared, joined
from generator.documents import Feed
from generator.fingerprints import Fingerprints
from generator.output import Rendered
from generator.pages import Article, EditionPage, Front, Listing, Page, StoryPage
from generator.record import Left
from generator.render import made_by, render_batch
from generator.serve.edits import Memory, remember

_TURNS: dict[type, int] = {**dict.fromkeys((Front, Listing, Feed, EditionPage, StoryPage), 0), Article: 1}


class Showing:
    """A site in the preview's output, between one build and the next. `stale` are the files that are still to be
    written.
    """

    def __init__(self) -> None:
        self.memory: Memory | None = None
        self.stale: set[str] = set()
        self._fingerprints: dict[str, str] = {}
        self._left: dict[str, Left] = {}

    @property
    def kept(self) -> Kept:
        """What the next build may take over."""
        if self.memory is None:
            return Kept(left=self._left)
        key, marks = self.memory.job.fingerprints.key, self._fingerprints
        return replace(self.memory.kept(), key=key, fingerprints=marks, left=self._left)

    def begin(self, prepared: Prepared, same: Rendered) -> None:
        """A site is to be rendered, of which the `same` files are there."""
        self.memory = remember(prepared)
        self.stale = self.memory.pages.keys() - same.files.keys()
        self._fingerprints = dict(same.fingerprints)

    def end(self, made: Outcome) -> None:
        """A site has been published as a whole."""
        if made.result.published and made.rendered:
            self.stale, self._left, self._fingerprints = set(), {}, dict(made.rendered.fingerprints)

    def edit(self, memory: Memory) -> None:
        """The site is planned otherwise, or has edits that are still to be planned."""
        before = self.memory.pages if self.memory else {}
        if memory.pages is not before:
            changed = {file for file, page in memory.pages.items() if before.get(file) is not page}
            self.stale = (self.stale | changed) & memory.pages.keys()
        self.memory = memory
        for file in self.stale & self._fingerprints.keys():
            del self._fingerprints[file]

    def restyle(self, memory: Memory) -> None:
        """The site stands under another theme."""
        key = made_by(memory.job.look, cache.making())
        self.memory = replace(memory, job=replace(memory.job, fingerprints=Fingerprints(key)))
        self.stale, self._fingerprints = set(memory.pages), {}

    def in_turn(self) -> list[str]:
        """The stale files: lists and feeds first, and last what lists everything, such as sitemaps."""
        pages = self.memory.pages if self.memory else {}
        return sorted(self.stale, key=lambda file: (_TURNS.get(pages[file].view, 2), file))

    def write(self, files: Iterable[str]) -> tuple[str, ...]:
        """Render some files and put them in their places; those that are different now. Raises TemplateError."""
        pages = {}
        if self.memory:
            plan, planned = self.memory.prepared.plan, self.memory.pages
            pages = {file: plan.page(planned[file]) for file in files}
        rendered = self._rendered(pages.values())
        self._fingerprints |= rendered.fingerprints
        self.stale -= pages.keys()
        return rendered.changed

    def write_early(self, pages: Mapping[str, Page]) -> tuple[str, ...]:
        """The same with pages that will do until the site is planned again."""
        rendered = self._rendered(pages.values())
        self.stale |= rendered.files.keys()
        return rendered.changed

    def unseen(self, prepared: Prepared) -> Prepared:
        """The same, as if it were not known how the files were that have been written meanwhile."""
        outputs = {file: stamp for file, stamp in prepared.seen.outputs.items() if file not in self._left}
        return replace(prepared, seen=replace(prepared.seen, outputs=outputs))

    def interrupted(self, batches: Collection[Rendered]) -> None:
        """Not all of a site could be rendered; what was, is there for the next time."""
        rendered = joined(batches)
        self._keep(rendered)
        self._fingerprints |= rendered.fingerprints
        self.stale -= rendered.files.keys()

    def _rendered(self, pages: Iterable[Page]) -> Rendered:
        memory = self.memory
        if memory is None:
            return Rendered({}, (), ())
        found = list(pages)
        left = {file: self._left[file] for page in found if (file := output_path(page.url)) in self._left}
        known = {file: (one.fingerprint, one.digest) for file, one in left.items()}
        job = replace(memory.job, known=known, target=replace(memory.job.target, empty=False))
        try:
            rendered = render_batch(job, found)
        except BaseException:
            output.discard(job.target)
            raise
        self._keep(rendered)
        return rendered

    def _keep(self, rendered: Rendered) -> None:
        """Put what waits in its places, though it is not all yet."""
        memory = self.memory
        if memory is None:
            return
        target = memory.job.target
        output.place(target, rendered.files, rendered.changed)
        stamps = cache.stamps(target.folder, rendered.files)
        for file, digest in rendered.files.items():
            self._left[file] = Left(rendered.fingerprints[file], digest, stamps.get(file))
