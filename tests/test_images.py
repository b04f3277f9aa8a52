from __future__ import annotations

import base64
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from io import BytesIO
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from PIL import Image

from generator import pictures
from generator.build import Result
from generator.errors import ConfigError
from generator.pictures import cards, copies
from generator.pictures.files import Found, Note, survey
from tests.sites import MakeSite, Site, entry_text, png

Files = dict[str, str | bytes]

RESPONSIVE = "title: Test digest\nsearch: false\nimages: {responsive: true, widths: [40, 80], formats: [webp]}\n"
CARDS = "title: Test digest\nsearch: false\nsocial_cards: true\n"
A = "/2026/05/a/"


def article(body: str, **fields: str) -> str:
    return entry_text("An article", body, **{"date": "2026-05-04", **fields})


def built(make_site: MakeSite, body: str, files: Files, **fields: str) -> Site:
    site = make_site({"content/a.md": article(body, **fields), **files})
    assert site.build().problems == ()
    return site


def images(page: BeautifulSoup) -> list[Tag]:
    return list(page.find_all("img"))


def sizes(page: BeautifulSoup) -> list[tuple[str, str | None, str | None]]:
    """Each picture of a page: its address, its width and its height."""
    return [(str(img["src"]), _text(img, "width"), _text(img, "height")) for img in images(page)]


def _text(tag: Tag, name: str) -> str | None:
    return str(tag[name]) if name in tag.attrs else None


def photo(width: int = 120, height: int = 90, form: str = "JPEG", **options: object) -> bytes:
    """A picture that compresses about as photographs do."""
    gradient = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (gradient, gradient.rotate(180), Image.radial_gradient("L").resize((width, height))))
    stream = BytesIO()
    picture.save(stream, form, **({"quality": 95} if form == "JPEG" else {}), **options)
    return stream.getvalue()


def candidates(page: BeautifulSoup) -> list[list[str]]:
    """The copies that each `<source>` of a page offers."""
    return [str(source["srcset"]).split(", ") for source in page.find_all("source")]


class TestWhereTheyLie:
    def test_beside_the_entry(self, make_site: MakeSite) -> None:
        site = built(make_site, "![One](photo.png)", {"content/photo.png": png(40, 30)})
        assert sizes(site.page(A)) == [("/photo.png", "40", "30")]
        assert site.output()["photo.png"] == png(40, 30)

    def test_in_the_entrys_own_folder(self, make_site: MakeSite) -> None:
        own = article("![One](photo.png) ![Two](parts/other.png)")
        files: Files = {"content/b/photo.png": png(40, 30), "content/b/parts/other.png": png(7, 5)}
        site = make_site({"content/b/index.md": own, **files})
        site.build()
        assert sizes(site.page("/2026/05/b/")) == [("/b/photo.png", "40", "30"), ("/b/parts/other.png", "7", "5")]
        assert {"b/photo.png", "b/parts/other.png"} <= site.output().keys()

    @pytest.mark.parametrize(
        "address", ["../shared/one.png", "/shared/one.png", "/shared/one.png?v=2", "./../shared/%6Fne.png"]
    )
    def test_elsewhere_in_content(self, make_site: MakeSite, address: str) -> None:
        site = make_site({"content/2026/a.md": article(f"![One]({address})"), "content/shared/one.png": png(40, 30)})
        site.build()
        assert sizes(site.page(A)) == [("/shared/one.png", "40", "30")]
        assert "shared/one.png" in site.output()

    @pytest.mark.parametrize("address", ["/images/one.png", "../static/images/one.png"])
    def test_in_static(self, make_site: MakeSite, address: str) -> None:
        site = built(make_site, f"![One]({address})", {"static/images/one.png": png(40, 30)})
        assert sizes(site.page(A)) == [("/images/one.png", "40", "30")]

    def test_with_a_name_that_links_must_encode(self, make_site: MakeSite) -> None:
        site = built(make_site, "![One](<Élan's day.png>)", {"content/Élan's day.png": png(40, 30)})
        assert sizes(site.page(A)) == [("/%C3%89lan%27s%20day.png", "40", "30")]
        assert site.broken_links() == []

    @pytest.mark.parametrize("tag", ["<IMG alt='a > b src=x.png' SRC='photo.png'>", "<img src=photo.png alt=One>"])
    def test_as_raw_html_has_it(self, make_site: MakeSite, tag: str) -> None:
        files: Files = {"site.yaml": "search: false\nmarkdown: {html: trusted}\n", "content/photo.png": png(40, 30)}
        site = built(make_site, f"<p>{tag}</p>", files)
        assert sizes(site.page(A)) == [("/photo.png", "40", "30")]

    def test_in_a_site_named_from_beside_it(self, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
        site = make_site({"content/photo.png": png(40, 30)})
        monkeypatch.chdir(site.root.parent)
        (found,) = survey([Found("photo.png", "x", f"{site.root.name}/content/photo.png")], Note("", {}, {}))[
            0
        ].values()
        assert found.facts.width == 40

    def test_a_link_leads_to_it(self, make_site: MakeSite) -> None:
        site = built(make_site, "[large](photo.png)", {"content/photo.png": png()})
        (link,) = site.page(A).select(".prose a")
        assert link.attrs == {"href": "/photo.png"}
        assert site.broken_links() == []

    def test_the_leading_picture(self, make_site: MakeSite) -> None:
        site = built(make_site, "Words.", {"content/photo.png": png(40, 30)}, image="photo.png", image_alt="One")
        for page in (A, "/"):
            assert sizes(site.page(page)) == [("/photo.png", "40", "30")]
        meta = site.page(A).find("meta", property="og:image")
        assert meta is not None
        assert meta["content"] == "https://example.org/photo.png"

    def test_of_a_page_and_an_edition(self, make_site: MakeSite) -> None:
        edition = "---\nitems: [a]\nnotes: {a: '![Note](note.png)'}\n---\n![Intro](intro.png)\n"
        files: Files = {
            "content/pages/about.md": "# About\n\n![Us](us.png)\n",
            "content/pages/us.png": png(9, 8),
            "content/editions/2026-05-05.md": edition,
            "content/editions/intro.png": png(7, 6),
            "content/editions/note.png": png(5, 4),
        }
        site = make_site({"content/a.md": article("Words.", note="'![Small](small.png)'"), **files})
        site.write({"content/small.png": png(3, 2)})
        assert site.build().problems == ()
        assert sizes(site.page("/about/")) == [("/pages/us.png", "9", "8")]
        shown = [("/editions/intro.png", "7", "6"), ("/editions/note.png", "5", "4")]
        assert sizes(site.page("/editions/2026-05-05/")) == shown
        assert sizes(site.page(A)) == [("/small.png", "3", "2")]

    @pytest.mark.parametrize("settings", ["base_url: https://example.org/news/\n", "urls: relative\n"])
    def test_links_lead_there_from_everywhere(self, make_site: MakeSite, settings: str) -> None:
        files: Files = {"site.yaml": RESPONSIVE + settings, "content/photo.jpg": photo()}
        site = built(make_site, "![One](photo.jpg)", files, image="photo.jpg", image_alt="One")
        assert site.broken_links("/news/" if "news" in settings else "/") == []
        here = site.root / "public" / A[1:]
        for candidate in (each for group in candidates(site.page(A)) for each in group):
            place = candidate.split()[0]
            assert (here / place if "relative" in settings else site.root / "public" / place[6:]).is_file()

    def test_in_feeds_their_address_is_whole(self, make_site: MakeSite) -> None:
        site = built(make_site, "![One](photo.jpg)", {"site.yaml": RESPONSIVE, "content/photo.jpg": photo(40, 30)})
        (item,) = feedparser.parse(site.read("public/feed.xml")).entries
        shown = BeautifulSoup(item.content[0].value, "html.parser")
        assert sizes(shown) == [("https://example.org/photo.jpg", "40", "30")]
        assert shown.source is None


class TestWhatIsPublished:
    def test_only_what_is_shown(self, make_site: MakeSite) -> None:
        files: Files = {
            "content/draft.md": article("![Secret](secret.png)", draft="true"),
            "content/excerpt.md": article("![Theirs](theirs.png)", rights="excerpt", link="https://e.example/"),
            **{f"content/{name}.png": png() for name in ("secret", "theirs", "unused", "_hidden", "shown")},
        }
        site = built(make_site, "![Shown](shown.png)", files)
        assert {name for name in site.output() if name.endswith(".png") and not name.startswith("assets/")} == {
            "shown.png"
        }

    @pytest.mark.parametrize(
        "address", ["_hidden.png", "../../secret.png", "../site.yaml", ".git/a.png", "/%2e%2e/secret.png"]
    )
    def test_nothing_that_is_hidden_or_outside(self, make_site: MakeSite, address: str) -> None:
        files: Files = {name: png() for name in ("content/_hidden.png", "secret.png", "content/.git/a.png")}
        site = built(make_site, f"![x]({address})", files)
        assert sizes(site.page(A))[0][1:] == (None, None)
        assert not any(name.endswith(("hidden.png", "secret.png", "a.png")) for name in site.output())

    def test_one_that_is_taken_away_goes(self, make_site: MakeSite) -> None:
        site = built(make_site, "![One](photo.png)", {"content/photo.png": png()})
        site.write({"content/a.md": article("Words.")}).build()
        assert "photo.png" not in site.output()

    def test_two_files_for_one_place(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": article("![One](a.png)"), "content/a.png": png(), "static/a.png": png(9, 9)})
        site.build()
        # What is in static/ is published as it is, whatever else there may be.
        assert site.output()["a.png"] == png(9, 9)


class TestAttributes:
    def test_all_but_the_first_wait(self, make_site: MakeSite) -> None:
        body = '![One](/i.png)\n\n![Two](https://example.com/x.jpg)\n\n<img src="/i.png" alt="">'
        site = built(make_site, body, {"static/i.png": png()})
        told = [(_text(img, "loading"), _text(img, "decoding")) for img in images(site.page(A))]
        assert told == [(None, None), ("lazy", "async"), ("lazy", "async")]

    def test_the_leading_picture_is_the_first(self, make_site: MakeSite) -> None:
        site = built(make_site, "![One](/i.png)", {"static/i.png": png()}, image="/i.png", image_alt="One")
        assert [_text(img, "loading") for img in images(site.page(A))] == [None, "lazy"]

    def test_a_picture_on_the_web_has_no_known_size(self, make_site: MakeSite) -> None:
        site = built(make_site, "![One](https://example.com/x.jpg)", {})
        assert sizes(site.page(A)) == [("https://example.com/x.jpg", None, None)]

    @pytest.mark.parametrize(
        ("stated", "shown"),
        [
            ('width="20"', ("20", "15")),
            ('height="15"', ("20", "15")),
            ('width="1" height="2"', ("1", "2")),
            ('width="50%"', ("50%", None)),
        ],
    )
    def test_the_editors_own_size_stays(self, make_site: MakeSite, stated: str, shown: tuple[str, str | None]) -> None:
        site = built(make_site, f'<img src="/i.png" {stated} alt="">', {"static/i.png": png(40, 30)})
        assert sizes(site.page(A)) == [("/i.png", *shown)]

    @pytest.mark.parametrize(
        ("name", "data", "size"),
        [
            ("a.jpg", photo(40, 30), ("40", "30")),
            ("a.webp", photo(40, 30, "WEBP"), ("40", "30")),
            ("a.avif", photo(40, 30, "AVIF"), ("40", "30")),
            ("A.GIF", photo(40, 30, "GIF"), ("40", "30")),
            ("a.svg", b'<?xml version="1.0"?><svg width="40px" height="30" viewBox="0 0 4 3"/>', ("40", "30")),
            (
                "b.svg",
                b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="1" height="1"/></svg>',
                ("40", "30"),
            ),
            ("c.svg", b'<svg width="100%" xmlns="http://www.w3.org/2000/svg"/>', (None, None)),
        ],
    )
    def test_of_every_format(
        self, make_site: MakeSite, name: str, data: bytes, size: tuple[str | None, str | None]
    ) -> None:
        site = built(make_site, f"![One]({name})", {f"content/{name}": data})
        assert sizes(site.page(A)) == [(f"/{name}", *size)]

    def test_a_photograph_taken_upright(self, make_site: MakeSite) -> None:
        rotated = Image.Exif()
        rotated[0x0112] = 6
        site = built(make_site, "![One](a.jpg)", {"content/a.jpg": photo(40, 30, exif=rotated)})
        assert sizes(site.page(A)) == [("/a.jpg", "30", "40")]

    def test_code_is_left_alone(self, make_site: MakeSite) -> None:
        site = built(make_site, '```\n<img src="/i.png">\n```\n\n![One](/i.png)', {"static/i.png": png()})
        assert '&lt;img src="/i.png"&gt;' in site.read(f"public{A}index.html").replace("&quot;", '"')
        assert [_text(img, "loading") for img in images(site.page(A))] == [None]

    def test_what_a_template_shows(self, make_site: MakeSite) -> None:
        files: Files = {
            "site.yaml": "search: false\ntheme: mine\ntheme_settings: {logo: /logo.png}\n",
            "themes/mine/theme.yaml": "extends: broadsheet\nsettings: {logo: {type: text, default: ''}}\n",
            "themes/mine/assets/mark.png": png(6, 5),
            "themes/mine/404.html": '<title>x</title>{{ picture_of(theme.logo, alt="A & B") }}'
            '{{ picture_of(asset("mark.png")) }}{{ picture_of("javascript:x") }}',
            "static/logo.png": png(40, 30),
        }
        page = built(make_site, "Words.", files).page("/404.html")
        assert sizes(page) == [("/logo.png", "40", "30"), ("/assets/mark.png", "6", "5"), ("#", None, None)]
        assert [img["alt"] for img in images(page)] == ["A & B", "", ""]


class TestProblems:
    def test_one_that_is_damaged(self, make_site: MakeSite) -> None:
        files: Files = {"content/a.md": article("![One](a.png)\n\n![Again](a.png)"), "content/a.png": b"no picture"}
        site = make_site({"site.yaml": RESPONSIVE, **files})
        (problem,) = site.build().problems
        assert (problem.message, problem.file, problem.severity) == (
            "is damaged, or no picture",
            "content/a.png",
            "warning",
        )
        assert sizes(site.page(A)) == [("/a.png", None, None), ("/a.png", None, None)]

    def test_one_that_only_seems_whole(self, make_site: MakeSite) -> None:
        data = photo(400, 300)[:1500]
        site = make_site({"site.yaml": RESPONSIVE, "content/a.md": article("![One](a.jpg)"), "content/a.jpg": data})
        for _ in range(2):
            (problem,) = site.build().problems
            assert problem.message.startswith("no smaller copies can be made of it: ")
            assert problem.file == "content/a.jpg"
        assert sizes(site.page(A)) == [("/a.jpg", "400", "300")]

    def test_one_that_is_missing(self, make_site: MakeSite) -> None:
        site = built(make_site, "![One](a.png)", {}, image="b.png", image_alt="Two")
        assert [str(img["alt"]) for img in images(site.page(A))] == ["Two", "One"]

    @pytest.mark.parametrize("key", ["images: {responsive: true}", "social_cards: true"])
    def test_without_the_extra(self, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
        def version(name: str) -> str:
            raise PackageNotFoundError(name)

        site = built(make_site, "![One](a.png)", {"content/a.png": png()})
        before = site.output()
        monkeypatch.setattr(pictures, "version", version)
        site.write({"site.yaml": key + "\n"})
        with pytest.raises(ConfigError) as caught:
            site.build()
        (problem,) = caught.value.problems
        assert (problem.file, problem.hint) == ("site.yaml", "pip install 'broadsheet[images]'")
        assert "needs the package pillow" in problem.message
        assert site.output() == before


class TestCopies:
    def test_a_reader_may_choose(self, make_site: MakeSite) -> None:
        files: Files = {"site.yaml": RESPONSIVE.replace("[webp]", "[avif, webp]"), "content/a.jpg": photo(120, 90)}
        site = built(make_site, "![One](a.jpg)", files)
        page = site.page(A)
        assert [source["type"] for source in page.find_all("source")] == ["image/avif", "image/webp"]
        assert [[each.split()[1] for each in group] for group in candidates(page)] == [["40w", "80w"]] * 2
        assert {source["sizes"] for source in page.find_all("source")} == {"(min-width: 46rem) 42rem, 100vw"}
        assert sizes(page) == [("/a.jpg", "120", "90")]
        for each in (each for group in candidates(page) for each in group):
            place, width = each.split()
            with Image.open(BytesIO(site.output()[place[1:]])) as copy:
                assert copy.size == (int(width[:-1]), int(width[:-1]) * 3 // 4)

    def test_none_is_wider_than_its_picture(self, make_site: MakeSite) -> None:
        site = built(make_site, "![One](a.jpg)", {"site.yaml": RESPONSIVE, "content/a.jpg": photo(60, 45)})
        assert [[each.split()[1] for each in group] for group in candidates(site.page(A))] == [["40w", "60w"]]

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.svg", b'<svg width="400" height="300"/>'),
            ("a.png", png(100, 100)),
            ("a.gif", photo(100, 90, "GIF")),
            ("a.webp", photo(100, 90, "WEBP", save_all=True, append_images=[Image.new("RGB", (100, 90), "red")])),
        ],
        ids=["a drawing", "what weighs next to nothing", "a format for animations", "an animation"],
    )
    def test_of_what_gains_nothing(self, make_site: MakeSite, name: str, data: bytes) -> None:
        settings = RESPONSIVE.replace("[webp]", "[avif]")
        site = built(make_site, f"![One]({name})", {"site.yaml": settings, f"content/{name}": data})
        assert candidates(site.page(A)) == []
        assert sizes(site.page(A))[0][0] == f"/{name}"

    def test_they_stand_upright_and_keep_nothing_of_the_camera(self, make_site: MakeSite) -> None:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "A camera"
        site = built(make_site, "![One](a.jpg)", {"site.yaml": RESPONSIVE, "content/a.jpg": photo(120, 90, exif=exif)})
        ((first, _),) = candidates(site.page(A))
        with Image.open(BytesIO(site.output()[first.split()[0][1:]])) as copy:
            assert copy.size == (40, 53)
            assert dict(copy.getexif()) == {}

    def test_what_is_see_through_stays_so(self, make_site: MakeSite) -> None:
        stream = BytesIO()
        noise = Image.effect_noise((100, 100), 90)
        Image.merge("LA", (noise, noise)).save(stream, "PNG")
        site = built(make_site, "![One](a.png)", {"site.yaml": RESPONSIVE, "content/a.png": stream.getvalue()})
        ((first, _),) = candidates(site.page(A))
        with Image.open(BytesIO(site.output()[first.split()[0][1:]])) as copy:
            assert copy.has_transparency_data

    def test_they_are_made_once(self, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
        files: Files = {"site.yaml": RESPONSIVE, "content/a.jpg": photo(), "content/b.jpg": photo(100, 90)}
        site = built(make_site, "![One](a.jpg)\n\n![Two](b.jpg)", files)
        asked = recorded(monkeypatch)
        site.build()
        assert asked == []
        site.write({"content/b.jpg": photo(90, 90)}).build()
        assert asked == ["content/b.jpg"]
        site.write({"content/a.md": article("![Two](b.jpg)")}).build()
        site.write({"content/a.md": article("![One](a.jpg)")}).build()
        assert asked == ["content/b.jpg"]

    def test_one_that_is_lost_is_made_again(self, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
        site = built(make_site, "![One](a.jpg)", {"site.yaml": RESPONSIVE, "content/a.jpg": photo()})
        before = site.output()
        next((site.root / ".cache/pictures").glob("a-40.*")).unlink()
        asked = recorded(monkeypatch)
        site.build()
        assert asked == ["content/a.jpg"]
        assert site.output() == before

    def test_the_cache_decides_nothing(self, make_site: MakeSite) -> None:
        files: Files = {f"content/{n}.jpg": photo(100 + n, 90) for n in range(4)}
        body = "\n\n".join(f"![One]({n}.jpg)" for n in range(4))
        site = built(make_site, body, {"site.yaml": RESPONSIVE + "social_cards: true\n", **files})
        before = site.output()
        for options in ({"use_cache": False}, {"jobs": 1}, {"jobs": 2}):
            assert site.build(**options).files.written == 0
            for path in (site.root / ".cache").rglob("pictures*/*"):
                path.unlink()
            (site.root / ".cache/pictures.json").write_text("{broken", encoding="utf-8")
            assert site.build(output=site.root / "again", **options).problems == ()
            assert site.output("again") == before


def recorded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pictures that are encoded from now on."""
    asked: list[str] = []
    encode = copies.encode_batch

    def noting(folder: Path, batch: Sequence[copies.Wanted]) -> copies.Made:
        asked.extend(one.name for one in batch)
        return encode(folder, batch)

    monkeypatch.setattr(copies, "encode_batch", noting)
    return asked


class TestCards:
    def card(self, site: Site, page: str = A) -> bytes:
        """The picture that stands for a page."""
        html = site.page(page)
        named = {
            str(tag["content"])
            for tag in html.find_all("meta")
            if (tag.get("property") or tag.get("name")) in {"og:image", "twitter:image"}
        }
        (address,) = named
        assert html.find("meta", attrs={"name": "twitter:card", "content": "summary_large_image"})
        script = html.find("script", type="application/ld+json")
        assert script is not None
        assert f'"image":["{address}"]' in script.text
        return site.output()[address.removeprefix("https://example.org/")]

    def test_of_the_size_that_is_asked_for(self, make_site: MakeSite) -> None:
        site = built(make_site, "Words.", {"site.yaml": CARDS}, source="River Journal")
        with Image.open(BytesIO(self.card(site))) as card:
            assert (card.size, card.format) == ((1200, 630), "PNG")
            assert card.convert("RGB").getpixel((600, 68)) == (0x8A, 0x1C, 0x13)

    def test_what_it_says_decides_its_name(self, make_site: MakeSite) -> None:
        site = built(make_site, "Words.", {"site.yaml": CARDS}, source="River Journal")
        seen = {self.card(site)}
        for text in (
            article("Words.", source="The Post"),
            article("Words.", source="River Journal", date="2026-05-05"),
            article("Words.", source="River Journal").replace("An article", "Another"),
        ):
            site.write({"content/a.md": text}).build()
            seen.add(self.card(site, "/2026/05/a/"))
            assert len([name for name in site.output() if name.startswith("assets/cards/")]) == 1
        site.write(
            {"content/a.md": article("Words.", source="River Journal"), "site.yaml": CARDS.replace("Test", "My")}
        )
        site.build()
        assert len({*seen, self.card(site)}) == 5

    def test_an_unchanged_title_is_drawn_once(self, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
        site = built(make_site, "Words.", {"site.yaml": CARDS, "content/b.md": entry_text("Another", "Words.")})
        drawn: list[str] = []
        draw = cards.draw_batch

        def noting(folder: Path, fonts: Sequence[Path], batch: Sequence[tuple[str, cards.Card]]) -> copies.Made:
            drawn.extend(card.title for _, card in batch)
            return draw(folder, fonts, batch)

        monkeypatch.setattr(cards, "draw_batch", noting)
        site.build()
        site.write({"content/a.md": article("Other words.")}).build()
        assert drawn == []
        site.write({"content/b.md": entry_text("A third", "Words.")}).build()
        assert drawn == ["A third"]

    def test_a_picture_of_its_own_stands_for_the_page(self, make_site: MakeSite) -> None:
        files: Files = {"site.yaml": CARDS, "static/i.png": png(40, 30)}
        site = built(make_site, "Words.", files, image="/i.png", image_alt="One")
        assert self.card(site) == png(40, 30)
        assert not any(name.startswith("assets/cards/") for name in site.output())

    def test_none_for_what_is_only_linked(self, make_site: MakeSite) -> None:
        site = built(make_site, "Words.", {"site.yaml": CARDS}, rights="link", link="https://example.com/")
        assert not any(name.startswith("assets/cards/") for name in site.output())

    @pytest.mark.parametrize(
        "title",
        ["word " * 60, "Donaudampfschifffahrtsgesellschaft" * 10, "\U0001f327\ufe0f Rain", "Ёлка и Ελλάδα", "A", "“…”"],
        ids=["300 characters", "one word of 340 letters", "a pictograph", "Cyrillic and Greek", "one letter", "marks"],
    )
    def test_of_any_title(self, make_site: MakeSite, title: str) -> None:
        site = built(
            make_site, "Words.", {"site.yaml": CARDS, "content/b.md": article("W.").replace("An article", title)}
        )
        with Image.open(BytesIO(self.card(site, "/2026/05/b/"))) as card:
            shades = card.convert("L")
            # Nothing comes near the edges, and something stands where the title belongs.
            assert {shades.getpixel(point) for point in ((20, 300), (1180, 300), (600, 20), (600, 610))} == {251}
            assert min(shades.crop((80, 176, 1120, 492)).tobytes()) < 60

    @pytest.mark.parametrize("title", ["東京の朝は静かに始まった", "عودة الطيور", "\U0001f327\ufe0f"])
    def test_of_letters_that_no_font_has(self, make_site: MakeSite, title: str) -> None:
        site = make_site({"site.yaml": CARDS, "content/a.md": article("Words.").replace("An article", f'"{title}"')})
        results: list[Result] = [site.build(), site.build()]
        for result in results:
            assert [(problem.file, problem.severity) for problem in result.problems] == [("site.yaml", "warning")]
            assert "no font has the letters of the title of one article" in result.problems[0].message
        assert self.card(site) == site.output()["assets/card.png"]

    def test_a_font_of_the_sites_own(self, make_site: MakeSite) -> None:
        # The font has one letter, 京, drawn as a square.
        files: Files = {
            "site.yaml": CARDS + "social_card_fonts: [fonts/square.ttf]\n",
            "fonts/square.ttf": base64.b64decode(SQUARE),
        }
        site = built(make_site, "Words.", {**files, "content/b.md": article("W.").replace("An article", "京京")})
        assert self.card(site, "/2026/05/b/") != site.output()["assets/card.png"]

    def test_a_font_that_is_missing(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": CARDS + "social_card_fonts: [fonts/x.ttf]\n"})
        with pytest.raises(ConfigError, match=r"there is no file fonts/x\.ttf"):
            site.build()


SQUARE = """\
AAEAAAAHAEAAAgAwY21hcAAMTv8AAAEAAAAANGdseWYhRIfRAAABPAAAADBoZWFkMO5PxgAAAHwAAAA2aGhlYQamA4cAAAC0AAAAJGhtdHgF3ABkAAAA
+AAAAAhsb2NhABgACwAAATQAAAAGbWF4cAAEAAYAAADYAAAAIAABAAAAAQAAFgZg5l8PPPUAAwPoAAAAAOcqBeMAAAAA5yoF4wAAAAADhAMgAAAAAwAC
AAAAAAAAAAEAAAMg/zgAAAPoAAAAZAOEAAEAAAAAAAAAAAAAAAAAAAACAAEAAAACAAQAAQAAAAAAAgAAAAAAAAAAAAAAAAAAAAAB9AAAA+gAZAAAAAIA
AAADAAAAFAADAAEAAAAUAAQAIAAAAAQABAABAABOrP//AABOrP//sVUAAQAAAAAAAAALABgAAAABAAAAAAAyADIAAwAAMTUzFTIyMgAAAQBkAAADhAMg
AAMAADMRIRFkAyADIPzgAA==
"""
"""A TrueType font of one letter."""
