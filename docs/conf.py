"""Sphinx configuration: ``sphinx-build -W -b html docs docs/_build/html``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

import event_kinds

project = "pytest-aws-lambda"
author = "the pytest-aws-lambda contributors"
copyright = author

extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "changelog.d"]

html_theme = "furo"
html_title = "pytest-aws-lambda"
html_copy_source = False
html_show_sphinx = False

SOURCE_ID = re.compile(r"\b[A-Z]{2,6}-\d\d\b")


def link_source_ids(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give every entry of sources.md an anchor, and make every id elsewhere a link to it."""
    if docname == "sources":
        for term in doctree.findall(nodes.term):
            if SOURCE_ID.fullmatch(term.astext()):
                term["ids"].append(term.astext().lower())
        return
    sources = app.builder.get_relative_uri(docname, "sources")
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, (nodes.literal, nodes.literal_block, nodes.reference)):
            continue
        pieces: list[nodes.Node] = []
        end = 0
        for found in SOURCE_ID.finditer(text):
            pieces.append(nodes.Text(text[end : found.start()]))
            target = f"{sources}#{found[0].lower()}"
            pieces.append(nodes.reference("", found[0], refuri=target, internal=True))
            end = found.end()
        if pieces:
            pieces.append(nodes.Text(text[end:]))
            text.parent.replace(text, pieces)


def write_event_kinds(app: Sphinx) -> None:
    """Write the page of all kinds of events before Sphinx looks which pages there are."""
    event_kinds.write(Path(app.srcdir) / "reference")


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", write_event_kinds)
    app.connect("doctree-resolved", link_source_ids)
