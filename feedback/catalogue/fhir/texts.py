"""Texts of a file as plain text: no markup of any kind comes out."""

from __future__ import annotations

import html
import re

from feedback.catalogue.fhir.elements import Element, extension_value, extensions, nested, string, value_of

LONGEST_FORMATTED = 20_000
MOST_ROUNDS = 8

_BLOCK = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_BREAK = re.compile(r"<(?:br\s*/?|/p|/li|/div|/h[1-6])\s*>", re.IGNORECASE)
_NAMES = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br "
    "button canvas caption center circle cite code col colgroup data datalist dd del details dfn dialog dir div dl "
    "dt em embed fieldset figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup "
    "hr html i iframe image img input ins kbd label legend li line link main map mark marquee math menu meta meter "
    "nav nobr noframes noscript object ol optgroup option output p param path picture polygon polyline pre progress "
    "q rect rp rt ruby s samp script search section select slot small source span strike strong style sub summary "
    "sup svg table tbody td template textarea tfoot th thead time title tr track tspan tt u ul use var video wbr "
    r"(?:o|v|w|m|x|st1):\w+"  # what a word processor leaves behind
)
_SWITCHES = "async|autofocus|checked|controls|defer|disabled|hidden|multiple|open|readonly|required|selected"
_TAG = re.compile(
    rf"</?(?:{'|'.join(_NAMES.split())})(?:(?:\s|/)[^<>]*=[^<>]*(?:>|$)|(?:\s+(?:{_SWITCHES}))*\s*/?\s*>)"
    r"|<![a-z\[][^<>]*>|<\?[a-z][^<>]*>",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\ufeff]")
_OPENED = re.compile(r"<+(?=[/!?a-zA-Z])")  # in a text that was made to hide tags in tags
# Each part stops at the next mark of its kind, so that a text full of marks takes no longer than another.
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()\s]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]{0,2000})(?:\s\"[^\"()]{0,200}\")?\)")
_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]+)(?<=\S)\1(?![\w*])")
_LOW_LINES = re.compile(r"(?<![\w_])(_{1,3})(?=[^\s_])([^_]+)(?<=\S)\1(?![\w_])")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!])")
_LINES = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """The text without the tags of HTML, scripts, comments and control characters. What merely stands between angle
    brackets, such as `<name>`, is somebody's words and stays."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    text = _without_tags(text) if "<" in text or "&" in text else text
    lines = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return _LINES.sub("\n\n", lines).strip()


def _without_tags(text: str) -> str:
    """Again, while something changes: a tag taken away can leave another behind. What is still there after
    some rounds was made to be, and loses its opening signs."""
    for _ in range(MOST_ROUNDS):
        previous, text = text, _CONTROL.sub("", html.unescape(text))
        text = _TAG.sub("", _BREAK.sub("\n", _COMMENT.sub("", _BLOCK.sub("", text))))
        if text == previous:
            return text
    return _OPENED.sub("", text)


def plain_markdown(text: str) -> str:
    """Markdown as plain text; web addresses are kept in brackets. A very long text keeps its marks."""
    text = plain(text)
    if len(text) > LONGEST_FORMATTED:
        return text
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(_link, text)
    text = _HEADING.sub(r"\1", text)
    for _ in range(2):
        text = _LOW_LINES.sub(r"\2", _STARS.sub(r"\2", text))
    return plain(_ESCAPE.sub(r"\1", text))


def _link(match: re.Match[str]) -> str:
    label, address = match[1], match[2]
    is_web = address.startswith(("http://", "https://"))
    return f"{label} ({address})" if is_web and address != label else label


def text_of(element: Element, key: str = "text") -> str:
    """The element's text as plain text: the text itself, else its markdown, else its XHTML.

    A text that also has a markdown form is often markdown itself, and is read as such.
    """
    written, shadow = string(element, key), nested(element, f"_{key}")
    markdown, xhtml = (extension_value(shadow, f"rendering-{form}") for form in ("markdown", "xhtml"))
    if written.strip():
        return plain_markdown(written) if isinstance(markdown, str) else plain(written)
    if isinstance(markdown, str):
        return plain_markdown(markdown)
    return plain(xhtml) if isinstance(xhtml, str) else ""


def is_formatted(element: Element, key: str = "text") -> bool:
    """Whether the element's text also has a form with mark-up, which is not shown."""
    shadow = nested(element, f"_{key}")
    return extension_value(shadow, "rendering-markdown", "rendering-xhtml", "rendering-style") is not None


def is_marked_up(text: str) -> bool:
    """Whether something but white space is taken out of a text that is shown."""
    return text.split() != plain(text).split()


def is_computed(element: Element, key: str = "text") -> bool:
    """Whether the file makes the text by an expression."""
    shadow = nested(element, f"_{key}")
    return any(True for _ in extensions(shadow, "cqf-expression", "cqf-calculatedvalue"))


def translations(element: Element, key: str = "text") -> dict[str, str]:
    """The texts of the standard translation extension, by language as the file writes it."""
    found: dict[str, str] = {}
    for extension in extensions(nested(element, f"_{key}"), "translation"):
        parts = {string(part, "url"): value_of(part) for part in extension.get("extension", ()) if part}
        language, content = parts.get("lang"), parts.get("content")
        if isinstance(language, str) and isinstance(content, str):
            found[language] = plain(content)
    return found
