"""Roles: what each line of an article is, by passes from the surest rule to the least sure.

Belongs here: the order of the passes, hints of the markup, and the roles of the body: heading, list item, lead, paragraph.
Does not belong here: single cues (``cues``) and the special parts of a page (``forms``, ``header``, ``tail``, ``roundup``).
"""

from __future__ import annotations

from pipeline.normalize import commenting, contents_list, cues, ending, forms, header, page, roundup, summary, tail
from pipeline.normalize.line import Line

_HINTED = frozenset(
    (
        "title",
        "subtitle",
        "byline",
        "dateline",
        "heading",
        "list_item",
        "caption",
        "cited_excerpt",
        "navigation",
        "related_link",
        "comment",
    )
)
_MAX_HEADING, _MAX_MARKED_HEADING = 45, 55
CONTENT = frozenset(
    (
        "title",
        "subtitle",
        "lead",
        "heading",
        "paragraph",
        "list_item",
        "key_point",
        "question",
        "answer",
        "dialogue",
        "caption",
        "cited_excerpt",
    )
)


def assign(lines: list[Line], title: str | None) -> None:
    """Give every line a role; ``title`` is the one that metadata gives, normalized, or none.

    A hint of the markup comes before every rule, except that a hinted paragraph may still be page furniture.
    """
    for line in lines:
        if line.hint == "comment" and (found := cues.furniture(line.text)) and found.role == "comment_ui":
            line.give("comment_ui", "lexicon:page_furniture")
        elif line.hint in _HINTED:
            line.give(line.hint, "markup:hint")
    forms.mark(lines)
    commenting.mark(lines)
    summary.mark(lines)
    is_bare = not any(line.hint for line in lines)
    if is_bare:
        contents_list.mark(lines)
    stretch = page.find(lines, title) if is_bare else None
    if stretch is None:
        _mark_article(lines, title)
        tail.mark(lines)
        if is_bare:
            ending.mark(lines)
        _mark_text(lines)
        return
    stretch = stretch._replace(end=summary.end_below(lines, stretch.end))
    page.mark_head(lines, stretch)
    _mark_article(lines[stretch.top : stretch.end], title)
    page.mark_above(lines, stretch)
    page.mark_inside(lines, stretch)
    tail.mark(lines[stretch.top :])
    page.mark_below(lines, stretch)
    _mark_text(lines[stretch.top : stretch.end])


def _mark_article(lines: list[Line], title: str | None) -> None:
    header.mark(lines, title)
    roundup.mark(lines)


def _mark_text(lines: list[Line]) -> None:
    _mark_lists(lines)
    _mark_headings(lines)
    _mark_body(lines)


def _mark_lists(lines: list[Line]) -> None:
    for at, line in enumerate(lines):
        if line.role in (None, "list_item") and (found := cues.list_marker(line.text)):
            if line.role is None and found in "●○◇☆★" and not _is_among_bullets(lines, at):
                continue
            line.list_marker = found
            if line.role is None:
                line.give("list_item", "rule:list_marker")
            line.level = line.level or 1
    _mark_closing_bullets(lines)


def _is_among_bullets(lines: list[Line], at: int) -> bool:
    """Whether a mark that also heads sections (●) begins several lines on end."""
    near = lines[max(0, at - 1) : at] + lines[at + 1 : at + 2]
    return any(other.text[0] == lines[at].text[0] for other in near)


def _mark_closing_bullets(lines: list[Line]) -> None:
    """Bullets that nothing introduces, after the running text, sum the article up."""
    at = len(lines) - 1
    while at >= 0:
        if lines[at].method != "rule:list_marker":
            at -= 1
            continue
        end = at
        while at >= 0 and lines[at].method == "rule:list_marker":
            at -= 1
        before = lines[at] if at >= 0 else None
        is_summary = (
            before is not None
            and before.role is None
            and cues.is_prose(before.text)
            and lines[at + 1].blank_before > 0
            and end - at >= 2
            and not tail.introduces(before.text)
        )
        if is_summary:
            for line in lines[at + 1 : end + 1]:
                line.give("key_point", "rule:summary_bullets")
        return


def _mark_headings(lines: list[Line]) -> None:
    spaced = len([line for line in lines if line.blank_before]) > 0.4 * len(lines)
    previous: Line | None = None
    for at, line in enumerate(lines):
        if line.role is None and line.hint is None and _is_heading(lines, at, spaced):
            line.give("heading", "rule:heading")
            is_below = previous is not None and previous.role == "heading" and previous.level == 1
            line.level = 2 if is_below else 1
        elif line.role == "heading":
            line.level = line.level or 1
        previous = line


def _is_heading(lines: list[Line], at: int, spaced: bool) -> bool:
    """Whether a short line heads what follows. Where blank lines part the paragraphs, one parts a heading as well."""
    line = lines[at]
    text = line.text
    if len(text) > _MAX_MARKED_HEADING:
        return False
    if cues.MARKED_HEADING.fullmatch(text) and not text.endswith("。"):
        return at + 1 < len(lines)
    if len(text) > _MAX_HEADING or line.is_glued or cues.NO_HEADING.search(text):
        return False
    if spaced and at and not line.blank_before:
        return False
    return not _is_whole_quotation(text, lines, at) and _has_body_below(lines, at)


def _is_whole_quotation(text: str, lines: list[Line], at: int) -> bool:
    """Whether the line is one of several that consist of a quotation each, or too long a one to head anything."""
    if not (text[0] in "「『“" and text[-1] in "」』”"):
        return False
    near = lines[max(0, at - 1) : at] + lines[at + 1 : at + 2]
    return len(text) > 25 or any(line.text[0] in "「『“" for line in near)


def _has_body_below(lines: list[Line], at: int) -> bool:
    """Whether running text, a list or another heading with text follows."""
    for line in lines[at + 1 : at + 4]:
        if line.role in ("artefact", "caption", "advertisement"):
            continue
        if line.role in ("list_item", "question", "answer", "dialogue", "cited_source", "cited_excerpt", "key_point"):
            return True
        if line.role is not None:
            return line.role == "heading"
        if cues.is_prose(line.text) or line.hint == "paragraph":
            return True
        if len(line.text) > _MAX_HEADING:
            return False
    return False


def _mark_body(lines: list[Line]) -> None:
    """What is left is running text; its first paragraph, above every heading, is the lead."""
    has_title = any(line.role == "title" for line in lines)
    can_lead = has_title
    for line in lines:
        if line.role is None:
            is_lead = can_lead and cues.is_prose(line.text) and len(line.text) >= 40
            line.give("lead" if is_lead else "paragraph", "rule:lead" if is_lead else "rule:paragraph")
            if cues.is_prose(line.text):
                can_lead = False
        elif line.role in ("heading", "question"):
            can_lead = False
