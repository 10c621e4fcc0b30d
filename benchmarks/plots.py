"""The plots of README.md and docs/scaling.md, drawn from what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import matplotlib as mpl
from matplotlib import pyplot

from benchmarks.kept import results

FOLDER = Path(__file__).parent.parent / "docs" / "measured"
_OURS, _OTHERS = "#0b6e4f", "#9aa5ab"
_SIZE = (7.2, 3.6)

Axes: TypeAlias = Any
"""Of matplotlib, which says nothing of its types."""


def draw() -> None:
    """All of those whose figures are kept; the same figures give the same files."""
    mpl.rcParams.update(
        {"svg.hashsalt": "an sinh", "font.size": 9, "axes.spines.top": False,
         "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
         "grid.color": "#e6e9ea"}
    )  # fmt: skip
    FOLDER.mkdir(exist_ok=True)
    kept = results()
    for name, drawn in _PLOTS.items():
        if name in kept:
            _save(name, drawn, kept[name]["measured"])


def _save(name: str, drawn: Callable[[Any, Any], None], measured: Any) -> None:
    figure = pyplot.figure(figsize=_SIZE, layout="constrained")
    drawn(figure, measured)
    figure.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)


def _telegram(figure: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    rows = list(rows)[::-1]
    names = [row["side"] for row in rows]
    colours = [_OURS if one.startswith("An Sinh") else _OTHERS for one in names]
    for place, (key, title) in enumerate(
        (("per_second", "answered a second, one core"), ("cpu_ms", "CPU, ms each"))
    ):
        axes = figure.add_subplot(1, 2, place + 1)
        bars = axes.barh(names, [row[key] for row in rows], color=colours)
        axes.bar_label(bars, fmt="{:,.0f}" if key == "per_second" else "{:.1f}", padding=2)
        axes.set_title(title, loc="left")
        axes.margins(x=0.18)
        axes.grid(axis="y", visible=False)
        if place:
            axes.set_yticklabels([])


def _payday(figure: Any, rows: list[Mapping[str, Any]]) -> None:
    axes = figure.add_subplot()
    for (what, replicas), style in _LINES.items():
        line = [row for row in rows if (row["what"], row["replicas"]) == (what, replicas)]
        axes.plot(
            [row["rate"] for row in line],
            [row["p99_ms"] for row in line],
            **style,
            marker="o",
        )
    axes.axhline(500, color="#b3261e", linewidth=0.8, linestyle=":")
    axes.set(xscale="log", yscale="log", xlabel="messages a second, whether answered or not",
             ylabel="99th percentile, ms")  # fmt: skip
    axes.minorticks_off()
    rates = sorted({row["rate"] for row in rows})
    axes.set_xticks(rates, [f"{rate:.0f}" for rate in rates])
    axes.legend(frameon=False)


_LINES: Mapping[tuple[str, int], Mapping[str, Any]] = {
    ("ours", 1): {"label": "An Sinh, one replica on one core", "color": _OURS},
    ("ours", 2): {"label": "An Sinh, two replicas", "color": _OURS, "linestyle": "--"},
    ("bare", 1): {"label": "bare aiohttp, one", "color": _OTHERS},
    ("bare", 2): {"label": "bare aiohttp, two", "color": _OTHERS, "linestyle": "--"},
}


def _growth(figure: Any, rows: list[Mapping[str, Any]]) -> None:
    turns, counted = figure.subplots(1, 2)
    for axes, group in ((turns, "turns"), (counted, "counted")):
        for name in rows[0][group]:
            took = [row[group][name]["took"] for row in rows]
            axes.plot([row["people"] for row in rows], took, marker="o", label=name)
    highest = max(one["took"] for row in rows for one in row["turns"].values())
    turns.set(xscale="log", ylim=(0, 1.5 * highest), xlabel="people", title="one turn, ms")
    counted.axhline(5, color="#b3261e", linewidth=0.8, linestyle=":")
    counted.set(xscale="log", yscale="log", xlabel="people", title="counted, s")
    for axes in (turns, counted):
        axes.legend(frameon=False, fontsize=7, loc="upper left")


def _soak(figure: Any, found: Mapping[str, Any]) -> None:
    minutes = [row["minute"] for row in found["minutes"]]
    latency, memory = figure.subplots(1, 2)
    latency.plot(minutes, [row["p50_ms"] for row in found["minutes"]], color=_OURS, label="median")
    latency.plot(
        minutes, [row["p99_ms"] for row in found["minutes"]], color=_OTHERS, label="99th percentile"
    )
    latency.set(yscale="log", xlabel="minutes", title="answered within, ms")
    latency.legend(frameon=False)
    for number, one in enumerate(zip(*(row["megabytes"] for row in found["minutes"]), strict=True)):
        memory.plot(minutes, one, label=f"replica {number + 1}")
    memory.set(ylim=(0, None), xlabel="minutes", title="memory of each, MB")
    memory.legend(frameon=False)


_PLOTS: Mapping[str, Callable[[Any, Any], None]] = {
    "telegram": _telegram,
    "payday": _payday,
    "growth": _growth,
    "soak": _soak,
}
