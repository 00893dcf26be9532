"""What hostile people and broken programs send in the fields of a form, by what is wrong with it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from random import Random
from typing import Any
from urllib.parse import urlencode

from found_forms import Form

SCRIPT = "\"'><script>alert(1)</script>"
HOSTILE = {
    "empty": ("", " ", "\t", "\u00a0", "\ufeff"),
    "huge": ("x" * 70_000, "a" * 201, "9" * 400, "æ" * 5_000, "1\n" * 3_000),
    "wrong type": ("true", "null", "[]", "{}", "abc", "1,5", "1e999", "NaN", "-1", "0x10", "on", "xx", "~skip"),
    "numbers": ("0", "2147483648", "-2147483649", "9" * 20, "9" * 25 + ".5", "9" * 5_000, "\u0663", "\u00b2"),
    "days": ("2999-12-31", "0000-00-00", "2026-02-30", "0001-01-01", "24:61", "02:30", "29.03.2026 02:30", "31.02.26"),
    "unicode": ("\u202eevil", "\U0001f642" * 9, "e\u0301" * 9, "\u200b", "İıſ", "\u1e9e", "\ud7ff", "\U0010ffff"),
    "control": ("\0", "a\0b", "\x1b[31m", "\x7f", "a\rb", "\u2028", "\u0085", "\r\nSet-Cookie: planted=1"),
    "code": (SCRIPT, "' OR 1=1 --", "{{ 7 * 7 }}", "%s%n%(x)s", "${7*7}", "../../etc/passwd", "%00", "&lt;", "\\"),
    "addresses": ("https://example.org/", "//example.org", "javascript:alert(1)", "\\\\host", "/staff/../me/"),
}  # fmt: skip
ALONE = ("empty", "huge", "numbers", "days", "unicode", "control")
MIXED = tuple(values for what, values in HOSTILE.items() if what not in ALONE)
FILES = (
    b"", b"\xff\xfe\x00", b"{", b"[1]", b"a;b\n1", b'{"resourceType": "Questionnaire"}', b"\0" * 999,
    b'{"resourceType":"Questionnaire","item":' + b"[" * 9_000, b"\xef\xbb\xbfreference;name\n;", b"PK\x03\x04" * 99,
)  # fmt: skip
NEARLY_NUMBERS = ("\u00b2", "9" * 25, "-1")
UNKNOWN = dict.fromkeys(("id", "is_admin", "role", "unit_id", "person_id", "patient_id", "__class__"), "1")
METHODS = ("GET", "PUT", "DELETE", "TRACE", "NONSENSE")
Request = tuple[str, dict[str, Any]]  # what is wrong, and how it is sent


def sweeps(form: Form, dice: Random) -> Iterator[Request]:
    """Every field at once with each kind of value; twice; not at all; and with fields that no form has."""
    if form.own_names:
        for what in ALONE:
            yield f"all {what}", _post(form, {name: [dice.choice(HOSTILE[what])] for name in form.own_names})
        yield "all mixed", _post(form, {name: [dice.choice(dice.choice(MIXED))] for name in form.own_names})
        for wrong in ("x" * 70_000, "999"):  # what was right before it must not be stored either
            right = {name: [dice.choice(form.choices.get(name) or ["4"])] for name in form.own_names}
            yield "late", _post(form, {**right, form.own_fields[-1]: [wrong]})
        yield "all twice", _post(form, {name: [*form.filled.get(name, [""]), ""] for name in form.own_names})
        yield "none", _post(form, {name: [] for name in form.own_names})
    yield "unknown", _post(form, {name: [value] for name, value in UNKNOWN.items()})
    yield "many", _post(form, {f"field-{number}": ["1"] for number in range(1_200)})
    far = {f"{name}-{dice.choice(('99999999999', '-1', '0-0', 'x'))}": ["1"] for name in form.own_names}
    yield "far rows", _post(form, far)


def one_by_one(form: Form, dice: Random, tries: int) -> Iterator[Request]:
    """One field wrong, the rest as a browser would send it, each kind of value in its turn; of rows that are
    alike the first."""
    kinds, alike = list(HOSTILE), {re.sub(r"-\d+", "-N", name): name for name in reversed(form.own_names)}
    for place, name in enumerate(alike.values()):
        for turn in range(tries):
            kind = kinds[(place * tries + turn + dice.randrange(2)) % len(kinds)]
            yield f"{name} {kind}", _post(form, {name: [dice.choice(HOSTILE[kind])]})
        if name in form.choices:  # a button that is pressed, or another of the list; and nearly one
            yield f"{name} chosen", _post(form, {name: [dice.choice(form.choices[name])]})
            shapes = {re.sub(r"\d+", "N", one) for one in form.choices[name] if re.search(r"\d", one)}
            for shape, number in product(sorted(shapes)[:2], NEARLY_NUMBERS):
                yield f"{name} nearly", _post(form, {name: [shape.replace("N", number)]})
        if name in form.files:
            for content in FILES:
                yield f"{name} file", _post(form, {}, {name: content})


def bodies(form: Form) -> Iterator[Request]:
    """What is no form at all, and what was cut off."""
    fields = [(name, value) for name, values in form.filled.items() for value in values]
    plain = urlencode(fields).encode()
    for kind, data in (
        ("application/json", json.dumps(dict(fields)).encode()),
        ("text/plain", plain),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%ff%fe&" + plain + b"&%00=%00&=&&="),
        ("application/x-www-form-urlencoded; charset=utf-16", plain),
        ("multipart/form-data", plain),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut off',
        ),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("", plain),
    ):
        yield f"{kind[:40]} {data[:12]!r}", {"method": "POST", "content_type": kind, "data": data}


def methods(form: Form) -> Iterator[Request]:
    """Other methods with the same fields."""
    for method in METHODS:
        yield method, {**_post(form, {}), "method": method}


def numbers_of_others(form: Form, others: Mapping[str, int]) -> Iterator[Request]:
    """The number of somebody else in every field at once."""
    for who, number in others.items():
        yield f"number of {who}", _post(form, {name: [str(number)] for name in form.own_names})


def _post(
    form: Form, wrong: Mapping[str, list[str]], files: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    fields: dict[str, Any] = {**form.filled, **wrong}
    if "csrf_token" in form.filled:
        fields["csrf_token"] = form.filled["csrf_token"]
    for name, content in (files or {}).items():
        fields[name] = (io.BytesIO(content), "../\u202e.csv")
    kind = "multipart/form-data" if form.files else None
    return {"method": "POST", "data": fields, "content_type": kind}
