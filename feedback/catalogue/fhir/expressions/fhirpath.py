"""FHIRPath taken apart into a tree. Nothing is run: the tree is only looked at (see `expressions`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 20_000

_TOKEN = re.compile(
    r"\s+|//[^\n]*|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[%$]?`[^`]*`|%'[^']*'|[%$]?[A-Za-z_][\w-]*)|(?P<sign>!=|<=|>=|!~|[-+*/&|=<>~.,()\[\]{}])"
)
_LEVELS = (
    ("implies",),
    ("or", "xor"),
    ("and",),
    ("in", "contains"),
    ("=", "!=", "~", "!~"),
    ("<", ">", "<=", ">="),
    ("|",),
    ("is", "as"),
    ("+", "-", "&"),
    ("*", "/", "div", "mod"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is `number`, `text`, `variable`, `empty`, `name`, `call`, `index` or `sign`.

    `value` is the number, the text, the name or the sign; `base` what stands before the point; `parts` are
    arguments, or both sides of a sign.
    """

    kind: str
    value: str = ""
    base: Node | None = None
    parts: tuple[Node, ...] = ()

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.value) if self.kind == "number" else None


def parse(expression: str) -> Node | None:
    """The tree of an expression; None where it cannot be read, or is too long or too deep."""
    if len(expression) > LONGEST:
        return None
    try:
        return _Parser(_tokens(expression)).whole()
    except (ValueError, IndexError, RecursionError):
        return None


def _tokens(expression: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(expression):
        match = _TOKEN.match(expression, place)
        if match is None:
            raise ValueError("not FHIRPath")
        place = match.end()
        if match.lastgroup:
            found.append((match.lastgroup, match.group()))
    return [*found, ("end", "")]


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0

    def whole(self) -> Node:
        found = self._level(0)
        if self.tokens[self.place][0] != "end":
            raise ValueError("something is left over")
        return found

    def _next(self) -> tuple[str, str]:
        self.place += 1
        return self.tokens[self.place - 1]

    def _takes(self, *signs: str) -> str:
        """The next token if it is one of these, else nothing."""
        kind, text = self.tokens[self.place]
        if kind in ("sign", "name") and text in signs:
            self.place += 1
            return text
        return ""

    def _needs(self, sign: str) -> None:
        if not self._takes(sign):
            raise ValueError(f"{sign} is missing")

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._chain()
        left = self._level(level + 1)
        while sign := self._takes(*_LEVELS[level]):
            left = Node("sign", sign, parts=(left, self._level(level + 1)))
        return left

    def _chain(self) -> Node:
        found = self._atom()
        while True:
            if self._takes("."):
                found = self._named(self._next(), found)
            elif self._takes("["):
                found = Node("index", base=found, parts=(self._level(0),))
                self._needs("]")
            else:
                return found

    def _atom(self) -> Node:
        if self._takes("("):
            found = self._level(0)
            self._needs(")")
            return found
        if self._takes("{"):
            self._needs("}")
            return Node("empty")
        kind, text = self._next()
        if kind in ("text", "number"):
            return Node(kind, _unquoted(text) if kind == "text" else text)
        if kind == "name" and text[0] in "%$":
            return Node("variable", text.strip("%`'"))
        return self._named((kind, text), None)

    def _named(self, token: tuple[str, str], base: Node | None) -> Node:
        kind, text = token
        if kind != "name" or text[0] in "%$":
            raise ValueError("a name is missing")
        if not self._takes("("):
            return Node("name", text.strip("`"), base)
        parts: list[Node] = []
        while not self._takes(")"):
            parts.append(self._level(0))
            if not self._takes(","):
                self._needs(")")
                break
        return Node("call", text, base, tuple(parts))
