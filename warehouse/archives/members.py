"""Members of zip and tar archives: their names, and which of them are read.

Belongs here: what both formats share. Does not belong here: either format.

A member is read where its name has the ending of a document (``a.html``, ``a.jsonl``, ``a.txt.gz``). An archive inside an
archive is not opened: it is refused with a reason, which also ends archives that contain themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from warehouse.archives.bounds import FREE_ARCHIVE_BYTES, FREE_DOCUMENT_BYTES, Budget
from warehouse.archives.gzips import open_gzip
from warehouse.formats import format_of
from warehouse.records import Readable, Record, cut, refusal

# "C:\news\a.txt", "c:a.txt": a drive of Windows
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SHOWN_KINDS = 8


def decode_name(raw: bytes) -> str:
    r"""Name of a member whose encoding nothing declares: UTF-8, or what Japanese Windows and Unix wrote before it.

    >>> decode_name("速報/表紙.html".encode("cp932")), decode_name("速報.html".encode())
    ('速報/表紙.html', '速報.html')
    """
    for encoding in ("utf-8", "cp932", "euc_jp"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def split_name(name: str) -> list[str]:
    r"""Parts of a member's path; archives of Windows separate them with a backslash.

    >>> split_name(r".\速報\a.html")
    ['速報', 'a.html']
    """
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]


def fault_of_name(name: str) -> str | None:
    """Why a path must not be trusted, if it must not.

    >>> fault_of_name("../../a.txt"), fault_of_name("速報/a.txt")
    ('its path climbs out of the archive', None)
    """
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "its path is absolute"
    if ".." in split_name(name):
        return "its path climbs out of the archive"
    if _CONTROL.search(name):
        return "its path contains control characters"
    return None


class Members:
    """The members of one archive, as they come: which are read, which are refused, and how many are passed over."""

    def __init__(self, location: str, archive_name: str) -> None:
        self.location = location
        self.archive_name = archive_name
        self._passed: Counter[str] = Counter()

    def refuse(self, name: str, reason: str, detail: str) -> Record:
        """The record of a member that is not read."""
        shown = _CONTROL.sub("�", name)
        parts = ["(..)" if part == ".." else part for part in split_name(shown)]
        location = "/".join([self.location, *parts])
        return refusal(location, parts[-1] if parts else self.archive_name, "text/plain", reason, f"{shown}: {detail}")

    def is_wanted(self, name: str) -> bool:
        """Whether a name is one to read or to refuse; others are counted."""
        parts = split_name(name)
        # macOS stores a file's attributes beside it, under its name
        is_shadow = "__MACOSX" in parts or (bool(parts) and parts[-1].startswith("._"))
        if parts and not is_shadow and (format_of(parts[-1]) is not None or fault_of_name(name)):
            return True
        self.pass_over(ending_of(parts[-1]) if parts else ending_of(""))
        return False

    def pass_over(self, kind: str) -> None:
        """Count what is not read and not refused."""
        self._passed[kind] += 1

    def read(self, name: str, stream: Readable) -> Iterator[Record]:
        """Records of a member, or the refusal of it."""
        if fault := fault_of_name(name):
            yield self.refuse(name, "unsafe_path", fault)
            return
        parts = split_name(name)
        form = format_of(parts[-1])
        if form is None or form.container not in (None, "gzip"):
            yield self.refuse(name, "nested_archive", "an archive inside an archive is not opened")
            return
        location = "/".join([self.location, *parts])
        lines = form.media_type == "application/json"
        content: Readable = stream
        if form.container == "gzip":
            content = open_gzip(stream, Budget(FREE_ARCHIVE_BYTES if lines else FREE_DOCUMENT_BYTES))
        yield from cut(content, location, parts[-1], form.media_type)

    def summary(self) -> Iterator[Record]:
        """One record that says what was passed over, if anything was."""
        if self._passed:
            yield refusal(self.location, self.archive_name, "text/plain", "passed_over", passed_over(self._passed))


def passed_over(kinds: Counter[str]) -> str:
    """What was passed over, by kind, the most frequent first.

    >>> passed_over(Counter({"image/png": 2, "text/css": 1}))
    '3 passed over: 2 image/png, 1 text/css'
    """
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{count} {kind}" for kind, count in ordered[:_SHOWN_KINDS]]
    rest = sum(count for _, count in ordered[_SHOWN_KINDS:])
    return f"{sum(kinds.values())} passed over: {', '.join([*shown, *([f'{rest} others'] if rest else [])])}"


def ending_of(name: str) -> str:
    """What a file that is not read is counted as.

    >>> ending_of("図表.PDF"), ending_of("LICENSE")
    ('.pdf', 'without ending')
    """
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()[:16]}" if dot else "without ending"
