"""Macros that give the same for the same arguments, and need not be run twice for them: an article's card stands on
many lists. Which ones these are is read from the template when it is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

REMEMBERED = "remembered"
"""The global function that a template gets for its steady macros."""
_MOST = 1 << 16


def steady(template: nodes.Template, given: Collection[str], unsteady: Collection[str]) -> list[nodes.Macro]:
    """The macros in which nothing decides but their arguments and what is `given`, the same on every page.

    `unsteady` are filters that look at the page.
    """
    own = {name.name for name in template.find_all(nodes.Name) if name.ctx != "load"}
    known = frozenset(given) - own
    all_macros = [node for node in template.body if isinstance(node, nodes.Macro)]
    found = [macro for macro in all_macros if not any(used.name in unsteady for used in macro.find_all(nodes.Filter))]
    # Macros may call one another, and those further down: what calls one that falls falls with it.
    while True:
        fallen = {macro.name for macro in all_macros if macro not in found}
        bound = (known | {macro.name for macro in found}) - fallen
        left = [macro for macro in found if macro.name in bound and not _looks_around(macro, bound)]
        if len(left) == len(found):
            return found
        found = left


def remember(template: nodes.Template, macros: Sequence[nodes.Macro], name: str) -> None:
    """Let each of these macros, once it is defined, be one that remembers what it gave."""
    for macro in macros:
        line = macro.lineno
        key = nodes.Const(f"{name}:{macro.name}", lineno=line)
        call = nodes.Call(
            nodes.Name(REMEMBERED, "load", lineno=line),
            [key, nodes.Name(macro.name, "load", lineno=line)],
            *([], None, None),
            lineno=line,
        )
        assign = nodes.Assign(nodes.Name(macro.name, "store", lineno=line), call, lineno=line)
        template.body.insert(template.body.index(macro) + 1, assign)


def part_imports(
    template: nodes.Template, steady_in: Callable[[str], Collection[str]], imported: Callable[[str, str], str]
) -> nodes.Template:
    """Import steady macros from a module that is made once, and only the others from one of each page. Those that the
    whole template imports are called without a look at the page.

    `steady_in` names the steady macros of a template, `imported` names the filter that stands for one of them.
    """
    parted: nodes.Template = _Parting(steady_in).visit(template)
    own = {name.name for name in template.find_all(nodes.Name) if name.ctx != "load"}
    own |= {macro.name for macro in template.find_all(nodes.Macro)}
    direct: dict[str, str] = {}
    for node in parted.body:
        if isinstance(node, nodes.FromImport) and not node.with_context and isinstance(node.template, nodes.Const):
            steady = steady_in(node.template.value)
            plain = [name for name in node.names if isinstance(name, str) and name in steady and name not in own]
            direct |= {name: imported(node.template.value, name) for name in plain}
    called: nodes.Template = _Calling(direct).visit(parted)
    return called


def remembering() -> Callable[[str, Callable[..., Any]], Callable[..., Any]]:
    """The function for `REMEMBERED`: of all macros of one key, which are alike, the first one stands for all."""
    known: dict[str, Callable[..., Any]] = {}

    def remembered(key: str, macro: Callable[..., Any]) -> Callable[..., Any]:
        if key not in known:
            known[key] = _once(macro)
        return known[key]

    return remembered


class _Parting(NodeTransformer):
    def __init__(self, steady_in: Callable[[str], Collection[str]]) -> None:
        self._steady_in = steady_in

    def visit_FromImport(self, node: nodes.FromImport) -> list[nodes.FromImport]:  # noqa: N802 - jinja2's name
        if not node.with_context or not isinstance(node.template, nodes.Const):
            return [node]
        known = self._steady_in(node.template.value)
        steady = [name for name in node.names if (name if isinstance(name, str) else name[0]) in known]
        others = [name for name in node.names if name not in steady]
        parts = ((steady, False), (others, True))
        return [nodes.FromImport(node.template, names, page, lineno=node.lineno) for names, page in parts if names]


class _Calling(NodeTransformer):
    """Jinja calls filters as they are, and anything else through the context."""

    def __init__(self, filters: Mapping[str, str]) -> None:
        self._filters = filters

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.CallBlock:  # noqa: N802 - jinja2's name
        # What it calls gets a caller, and must stay a call.
        node.body = [self.visit(each) for each in node.body]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        name = self._filters.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if name is None or not node.args or node.dyn_args or node.dyn_kwargs:
            return node
        return nodes.Filter(node.args[0], name, node.args[1:], node.kwargs, None, None, lineno=node.lineno)


def _once(macro: Callable[..., Any]) -> Callable[..., Any]:
    remembered = lru_cache(maxsize=_MOST, typed=True)(macro)

    def call(*args: Any, **named: Any) -> Any:
        try:
            return remembered(*args, **named)
        except TypeError:
            # Arguments such as lists cannot be remembered; whatever else is wrong comes out here again.
            return macro(*args, **named)

    return call


def _looks_around(macro: nodes.Macro, bound: frozenset[str]) -> bool:
    return any(_free([*macro.defaults, *macro.body], bound | {name.name for name in macro.args}))


def _free(body: Sequence[nodes.Node], bound: frozenset[str]) -> Iterator[str]:
    """What statements take from outside: names, and kinds of nodes that may take anything."""
    for node in body:
        yield from _free_in(node, bound)
        if isinstance(node, nodes.Assign | nodes.AssignBlock) and isinstance(node.target, nodes.Name):
            bound |= {node.target.name}


def _free_in(node: nodes.Node, bound: frozenset[str]) -> Iterator[str]:
    match node:
        case nodes.Name():
            if node.ctx == "load" and node.name not in bound:
                yield node.name
        case nodes.For():
            targets = [node.target] if isinstance(node.target, nodes.Name) else node.target.find_all(nodes.Name)
            inside = bound | {name.name for name in targets} | {"loop"}
            yield from _free_in(node.iter, bound)
            yield from _free([*([node.test] if node.test else []), *node.body], inside)
            yield from _free(node.else_, bound)
        case nodes.If():
            yield from _free_in(node.test, bound)
            for branch in (node.body, node.elif_, node.else_):
                yield from _free(branch, bound)
        case nodes.AssignBlock():
            yield from _free(node.body, bound)
        case nodes.Output() | nodes.Assign() | nodes.Expr() | nodes.Helper():
            for child in node.iter_child_nodes():
                yield from _free_in(child, bound)
        case _:
            yield type(node).__name__
