"""The style sheet of the HTML report, light and dark."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #ffffff; --panel: #f6f7f9; --line: #d5d9e0; --text: #1b1f27; --muted: #59616f; --focus: #0b62d6;
  --success: #1a7f4e; --failure: #c62828; --error: #8e24aa; --timeout: #b45309; --init: #5b6b85;
  --info: #2459b8; --on-bar: #ffffff; --instant: #e6eaf1; --lane: #f6f7f9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --panel: #1c2027; --line: #363c47; --text: #e7eaf0; --muted: #a3abb9; --focus: #7db3ff;
    --success: #56c98b; --failure: #ff7b72; --error: #d79bf0; --timeout: #f0b24a; --init: #9fb0cc;
    --info: #82b1ff; --on-bar: #10131a; --instant: #2a303a; --lane: #1a1e24;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 84rem; padding: 1.5rem 1.5rem 4rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
code, .id {
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .87em;
}
.id { overflow-wrap: anywhere; unicode-bidi: isolate; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
p.note { color: var(--muted); margin: .5rem 0; font-size: .87rem; }

.totals { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0; }
.totals div {
  background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .45rem .8rem;
  min-width: 6.5rem;
}
.totals dt { color: var(--muted); font-size: .8rem; }
.totals dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }

.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
caption { text-align: left; color: var(--muted); padding: 0 0 .4rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--muted); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.zero { color: var(--muted); }
td.bad { color: var(--failure); font-weight: 600; }
tr.total > * { border-top: 2px solid var(--line); font-weight: 600; }

details { border: 1px solid var(--line); border-radius: 8px; margin: 0 0 .6rem; background: var(--ground); }
summary { cursor: pointer; padding: .55rem .9rem; border-radius: 8px; }
summary:hover { background: var(--panel); }
details[open] > summary { border-bottom: 1px solid var(--line); border-radius: 8px 8px 0 0; }
.inside { padding: .9rem; }
.badge {
  display: inline-block; border-radius: 999px; padding: 0 .55rem; margin-left: .35rem; font-size: .78rem;
  border: 1px solid var(--line); color: var(--muted); white-space: nowrap;
}
.badge.bad { color: var(--failure); border-color: var(--failure); }
.inside details { margin: .9rem 0 0; }
.inside summary { font-size: .87rem; padding: .35rem .9rem; }

.legend {
  display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: 0; margin: 0 0 .9rem; list-style: none;
  font-size: .82rem; color: var(--muted);
}
.legend li { display: flex; align-items: center; gap: .4rem; }
.legend svg { flex: none; }
.chart {
  display: flex; width: fit-content; max-width: 100%; border: 1px solid var(--line); border-radius: 6px;
  overflow: hidden;
}
.lanes {
  list-style: none; margin: 0; padding: 0; flex: none; max-width: 16rem; border-right: 1px solid var(--line);
  font-size: .8rem;
}
.lanes li {
  height: 26px; line-height: 26px; padding: 0 .7rem; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; unicode-bidi: isolate;
}
.lanes li:nth-child(odd) { background: var(--lane); }
.lanes .environment { padding-left: 1.6rem; color: var(--muted); }
.lanes small { color: var(--muted); }
.scroll { overflow-x: auto; flex: 1; }
.scroll svg { display: block; }
.defs { position: absolute; }

svg text {
  font: 10.5px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; text-anchor: middle;
  fill: var(--muted);
}
svg .lane { fill: var(--lane); }
svg .instant { fill: var(--instant); opacity: .75; }
svg .tick, svg .axis, svg .break { stroke: var(--line); fill: none; }
svg .break { stroke: var(--muted); stroke-width: 1.3; }
svg .break-ground { fill: var(--ground); }
svg .gap { font-style: italic; }
svg text.in-bar { fill: var(--on-bar); font-weight: 600; }
svg text.count { fill: var(--text); font-weight: 700; text-anchor: start; }
.bar.success { fill: var(--success); } .bar.failure { fill: var(--failure); } .bar.error { fill: var(--error); }
.bar.timeout { fill: var(--timeout); } .bar.init { fill: var(--init); }
.bar .cold { fill: url(#hatch); }
.hatch-ground { fill: var(--ground); } .hatch-line { fill: var(--info); }
.m { fill: var(--info); stroke: none; color: var(--info); }
symbol .line { fill: none; stroke: currentColor; stroke-width: 1.8; }
symbol .knock { fill: none; stroke: var(--on-bar); stroke-width: 1.5; }
.m-retry, .m-batch, .m-throttle { fill: var(--timeout); color: var(--timeout); }
.m-dropped, .m-dead-letter, .m-redriven { fill: var(--failure); color: var(--failure); }
.m-fault { fill: var(--error); color: var(--error); }
.m-shutdown, .m-other { fill: var(--muted); color: var(--muted); }
td.details { overflow-wrap: anywhere; }
td.id { min-width: 8rem; }
td.details span { display: inline-block; margin-right: 1em; }
td.details i { font-style: normal; color: var(--muted); }
@media print { .scroll, .wide { overflow: visible; } }
"""
