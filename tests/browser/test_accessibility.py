"""No violation of any rule of axe-core (dequeuniversity.com/rules/axe), in both colour schemes, on both widths."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Sites, Visit, npm
from tests.browser.served import KINDS

RUN = """async () => {
  // Part of WCAG 2.2 AA, and not among the rules that run by themselves.
  const found = await axe.run({ rules: { "target-size": { enabled: true } } });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("variant", "kind"),
    [
        *(("sample", kind) for kind in ("home", "article", "topic", "story", "search", "missing")),
        *(("arabic", kind) for kind in ("home", "article")),
        ("dispatch", "home"),
    ],
)
def test_axe_finds_nothing(site: Sites, visit: Visit, variant: str, kind: str, scheme: str, width: int) -> None:
    axe = npm("axe-core/axe.min.js").read_text(encoding="utf-8")
    page = visit(site(variant).address + KINDS[kind], width=width, color_scheme=scheme)
    page.evaluate(axe)
    assert page.evaluate(RUN) == []
