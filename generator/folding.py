"""What a template says the same on every page of a site, worked out once when it is compiled: the site's own values
and settings, addresses of fixed places, and the words of the interface in its language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, Undefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

_UNKNOWN = object()
_PLAIN = (str, int, float, bool, type(None), Markup)
_FILLED = re.compile(r"%\((\w+)\)s|%%|%")


def fold(
    template: nodes.Template,
    environment: Environment,
    values: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
    say: Callable[[str], str],
) -> nodes.Template:
    """A template whose expressions of known `values` and `functions` (of texts to plain values, without effect) are
    replaced by what they give, and those of `_` by the words that `say` knows.

    A name that the template gives a meaning of its own keeps it.
    """
    own = {name.name for name in template.find_all(nodes.Name) if name.ctx != "load"}
    folder = _Folder(
        environment,
        {name: value for name, value in values.items() if name not in own},
        {name: function for name, function in functions.items() if name not in own},
        None if "_" in own else say,
    )
    folded: nodes.Template = folder.visit(template)
    return folded


class _Folder(NodeTransformer):
    def __init__(
        self,
        environment: Environment,
        values: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]],
        say: Callable[[str], str] | None,
    ) -> None:
        self._environment = environment
        self._values = values
        self._functions = functions
        self._say = say

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 - jinja2's name
        return _constant(node, self._value(node)) or self.generic_visit(node)

    def visit_If(self, node: nodes.If) -> nodes.Node:  # noqa: N802
        known = self._value(node.test)
        if known is not _UNKNOWN:
            node.test = nodes.Const(bool(known), lineno=node.lineno)
        return self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if node.dyn_args or node.dyn_kwargs or not node.args:
            return node
        texts = [_text(argument) for argument in node.args]
        if name == "_" and self._say and texts[0] is not None and len(texts) == 1:
            return self._said(node, texts[0]) or node
        if name in self._functions and not node.kwargs:
            if None not in texts:
                return _constant(node, self._called(name, texts)) or node
            if name in self._environment.filters and len(node.args) == 1:
                # The same function, but called without the context that a global gets.
                return nodes.Filter(node.args[0], name, [], [], None, None, lineno=node.lineno)
        return node

    def _said(self, node: nodes.Call, text: str) -> nodes.Expr | None:
        """The words in the site's language, with expressions in their places."""
        given = {keyword.key: keyword.value for keyword in node.kwargs}
        parts: list[nodes.Expr] = []
        said, end = self._say(text) if self._say else text, 0
        for found in _FILLED.finditer(said):
            if found[0] == "%" or (found[1] and found[1] not in given):
                return None
            parts.append(nodes.TemplateData(said[end : found.start()], lineno=node.lineno))
            parts.append(given[found[1]] if found[1] else nodes.TemplateData("%", lineno=node.lineno))
            end = found.end()
        parts.append(nodes.TemplateData(said[end:], lineno=node.lineno))
        return nodes.Concat(parts, lineno=node.lineno) if len(parts) > 1 else parts[0]

    def _called(self, name: str, texts: list[str | None]) -> Any:
        try:
            return self._functions[name](*texts)
        except LookupError:
            # It is the page's to tell, with its place.
            return _UNKNOWN

    def _value(self, node: nodes.Node) -> Any:
        if isinstance(node, nodes.Name):
            return self._values.get(node.name, _UNKNOWN)
        if isinstance(node, nodes.Getattr):
            inner = self._value(node.node)
            found = _UNKNOWN if inner is _UNKNOWN else self._environment.getattr(inner, node.attr)
            return _UNKNOWN if isinstance(found, Undefined) else found
        return _UNKNOWN


def _constant(node: nodes.Expr, value: Any) -> nodes.Expr | None:
    if type(value) not in _PLAIN:
        return None
    if isinstance(value, Markup):
        return nodes.TemplateData(str(value), lineno=node.lineno)
    return nodes.Const(value, lineno=node.lineno)


def _text(node: nodes.Expr) -> str | None:
    return node.value if isinstance(node, nodes.Const) and type(node.value) is str else None
