"""The SVG painter: accessible, and without a style attribute or block (the content policy forbids them).

Colours are attributes with `currentColor`, so that a chart is right without any stylesheet; a stylesheet may
set `.chart-line`, `.chart-dot`, `.chart-now`, `.chart-frame`, `.chart-mark`, `.chart-cutoff`, `.chart-text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from feedback.charts.model import Chart, Spot, Upright

WIDTH, HEIGHT = 320, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 26, 24, 26
_ACROSS, _DOWN = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
_LINE = 13  # from one line of text to the next
_TEXT = 'class="chart-text" fill="currentColor" font-size="13"'


def svg(chart: Chart, title_id: str) -> str:
    """The chart as an <svg> of 320 x 150 that grows with its column; `title_id` is unique in the page."""
    body = (*_frame(chart), *map(_upright, chart.uprights), *_cutoffs(chart), *_lines(chart), *_ends(chart))
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" focusable="false" '
        f"aria-labelledby={quoteattr(title_id)} aria-describedby={quoteattr(title_id + '-desc')} "
        'xmlns="http://www.w3.org/2000/svg">'
        f"<title id={quoteattr(title_id)}>{escape(chart.label)}</title>"
        f"<desc id={quoteattr(title_id + '-desc')}>{escape(chart.description)}</desc>"
        f"{''.join(body)}</svg>"
    )


def _x(share: float) -> float:
    return round(_LEFT + share * _ACROSS, 1)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * _DOWN, 1)


def _write(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text {_TEXT} x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _rule(kind: str, points: tuple[float, float, float, float], dashes: str = "") -> str:
    x1, y1, x2, y2 = points
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    place = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
    return f'<line class="{kind}" stroke="currentColor" stroke-opacity="0.45"{dashed} {place}/>'


def _frame(chart: Chart) -> Iterable[str]:
    yield _rule("chart-frame", (_x(0), _y(0), _x(1), _y(0)))
    yield _rule("chart-frame", (_x(0), _y(1), _x(1), _y(1)))
    yield _write(_LEFT - 8, _y(0) + 4, chart.minimum, "end")
    yield _write(_LEFT - 8, _y(1) + 4, chart.maximum, "end")
    if not chart.end:
        yield _write(_x(0.5), HEIGHT - 6, chart.start, "middle")
        return
    yield _write(_x(0), HEIGHT - 6, chart.start)
    yield _write(_x(1), HEIGHT - 6, chart.end, "end")


def _upright(mark: Upright) -> str:
    line = _rule("chart-mark", (_x(mark.x), _y(0), _x(mark.x), _y(1)), "2 3")
    return f"<g><title>{escape(mark.label)}</title>{line}</g>"


def _cutoffs(chart: Chart) -> Iterable[str]:
    """A line each; numbers that would stand on each other are moved apart."""
    below = float("inf")
    for spot in sorted(chart.cutoffs, key=lambda one: one.y):
        y = _y(spot.y)
        below = min(y + 4, below - _LINE)
        yield _rule("chart-cutoff", (_x(0), y, _x(1), y), "6 3")
        yield _write(_x(1) + 8, below, spot.text)


def _lines(chart: Chart) -> Iterable[str]:
    for run in chart.runs:
        if len(run) > 1:
            points = " ".join(f"{_x(spot.x)},{_y(spot.y)}" for spot in run)
            yield (
                f'<polyline class="chart-line" fill="none" stroke="currentColor" stroke-width="2.5" '
                f'stroke-linejoin="round" stroke-linecap="round" points="{points}"/>'
            )
    yield from (_dot(spot, "chart-dot", 3) for spot in chart.spots)


def _dot(spot: Spot, kind: str, radius: float) -> str:
    return f'<circle class="{kind}" fill="currentColor" cx="{_x(spot.x)}" cy="{_y(spot.y)}" r="{radius}"/>'


def _ends(chart: Chart) -> Iterable[str]:
    if not chart.spots:
        return
    first, latest = chart.spots[0], chart.spots[-1]
    yield _dot(latest, "chart-now", 5)
    yield _value(latest, "end" if latest.x == 1 else "middle")
    if first is not latest:
        yield _value(first, "start" if first.x == 0 else "middle")


def _value(spot: Spot, anchor: str) -> str:
    bold = f'<text {_TEXT} font-weight="700"'
    return f'{bold} x="{_x(spot.x)}" y="{_y(spot.y) - 9}" text-anchor="{anchor}">{escape(spot.text)}</text>'
