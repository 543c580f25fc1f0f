"""Round-ups of cited articles and interviews: questions, answers, presenter's lines, excerpts with their sources.

Belongs here: roles that only such pages have. Does not belong here: pages without a cited source or a marked question.
"""

from __future__ import annotations

import re

from pipeline.normalize import cues, profile
from pipeline.normalize.line import Line

_MAX_QUESTION = 50
_MAX_ANSWER = 40
_MAX_DIALOGUE = 80
# …ですね。 …でしょうか。 …ましょう。 …んですね: a presenter turning to the reader
_PRESENTER_END = re.compile(
    r"(?:ね|よね|かな|かしら|でしょうか|ましょう|ませんか|ですか|ますか|いきます|ございました)[。!?]?$"
)
# なるほど、… それでは、… 最後まで…
_PRESENTER_START = re.compile(
    r"(?:なるほど|それでは|では、|さて、|さあ、|へえ|ええ、|はい、|そうですね|そうなん|確かに|たしかに|最後まで|次は、|次に、)"
)
_PUBLISHED = re.compile(r"(?:公開|配信|掲載|投稿|更新)日?\s?[::]")


def mark(lines: list[Line]) -> None:
    """Give the roles of round-ups and of interviews, where the page is one."""
    if any(line.role == "cited_source" for line in lines):
        _mark_roundup(lines)
    if sum(line.role == "question" for line in lines) >= 2:
        _mark_answers(lines)


def _mark_roundup(lines: list[Line]) -> None:
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        if line.role in (None, "dateline") and cues.is_dateline(line.text) and _PUBLISHED.match(line.text):
            line.give("cited_source", "rule:cited_date")
        elif line.role == "list_item" and following and following.role == "cited_source":
            line.give("cited_excerpt", "rule:cited_bullet")
        elif line.role is None and _is_question(line, following):
            line.give("question", "rule:roundup_question")
        elif (
            line.role is None
            and at
            and lines[at - 1].method == "rule:roundup_question"
            and _is_short(line, _MAX_ANSWER)
        ):
            line.give("answer", "rule:roundup_answer")
        elif line.role is None and _is_presenter(line):
            line.give("dialogue", "rule:presenter")


def _is_question(line: Line, following: Line | None) -> bool:
    if not (line.text.endswith(("?", "?")) and len(line.text) <= _MAX_QUESTION) or following is None:
        return False
    return following.role is None and _is_short(following, _MAX_ANSWER)


def _is_short(line: Line, limit: int) -> bool:
    return len(line.text) <= limit and not cues.is_closed(line.text)


def _is_presenter(line: Line) -> bool:
    text = line.text
    if len(text) > _MAX_DIALOGUE or cues.sentence_count(text) > 2 or not cues.is_closed(text):
        return False
    if _PRESENTER_START.match(text):
        return bool(re.search(r"(?:す|ね|た|う|か|ん)[。!?]?$", text))
    return bool(_PRESENTER_END.search(text))


def _mark_answers(lines: list[Line]) -> None:
    """Lines between marked questions are answers, until a heading or the note at the end."""
    in_answer = False
    last_question = max(at for at, line in enumerate(lines) if line.role == "question")
    for at, line in enumerate(lines):
        if line.role == "question":
            in_answer = True
        elif line.role is not None:
            in_answer = in_answer and line.role in ("caption", "artefact", "answer")
        elif in_answer:
            is_last_note = line.blank_before and at > last_question and not _opens_speech(line)
            is_profile = profile.NAME_WITH_READING.fullmatch(line.text) and profile.follows(lines, at + 1)
            if is_last_note or is_profile:
                in_answer = False
            else:
                line.give("answer", "rule:interview_answer")


def _opens_speech(line: Line) -> bool:
    return line.text.startswith(("「", "『", "“")) or bool(cues.ANSWER.match(line.text))
