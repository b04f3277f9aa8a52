"""How templates become Python: as Jinja2 does it, but for what it does again on every page and need not."""

from __future__ import annotations

from typing import Any

from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr, Template
from markupsafe import Markup, escape


class Compiler(CodeGenerator):
    """One whose pages are joined from plain texts: what is written out is escaped, but not wrapped to say so."""

    def visit_Template(self, node: Template, frame: Frame | None = None) -> None:  # noqa: N802 - jinja2's name
        self.writeline("text = environment.text")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("text(")
        else:
            super()._output_child_pre(node, frame, finalize)


def text(value: object) -> str:
    """What a value reads like in HTML."""
    if type(value) is str:
        # Most texts have none of these, and looking costs a fraction of a call.
        special = "&" in value or "<" in value or '"' in value or "'" in value or ">" in value
        return escape(value) if special else value
    return value if type(value) is Markup else escape(value)
