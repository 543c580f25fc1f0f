"""Publishing: a verified release of the public edition to where others get it.

Belongs here: what may be published, and which way it takes. Does not belong here: the ways (``copying``, ``hub``).
"""

from __future__ import annotations

from pathlib import Path

from warehouse.layout import place
from warehouse.release import copying, manifest
from warehouse.release.copying import Progress, Published
from warehouse.release.manifest import ReleaseError
from warehouse.release.reading import HUB
from warehouse.release.verify import Verification, verify

__all__ = ["Published", "publish"]


def publish(
    release: Path,
    target: Path | str,
    *,
    dry_run: bool = False,
    verification: Verification | None = None,
    on_progress: Progress = lambda _phase, _done, _total: None,
) -> Published:
    """Copy a release to ``target`` and list it in the index there.

    ``target`` is a directory, an address such as ``s3://bucket/releases``, or a dataset of the Hub, ``hf://datasets/owner/name``. The
    release is verified first, as a stranger would; ``verification`` is the result where the caller has just done so. With ``dry_run``
    nothing is written, nor, on the Hub, asked of anybody.

    Raises :class:`ReleaseError` where the release is not of the public edition, does not verify, or is listed there with other content,
    and :class:`warehouse.errors.StorageError` where the target cannot be written.
    """
    held = manifest.read_manifest(release)
    manifest.refuse_unpublishable(held)
    if "attached" in held:
        raise ReleaseError(
            f"{release} was completed with texts and is not for redistribution; publish what it was made of"
        )
    if manifest.subset(release) is not None:
        raise ReleaseError(f"{release} was fetched in part; fetch all of it to publish it")
    on_progress("verifying", 0, None)
    found = verification or verify(release)
    if not found.ok:
        more = f" and {len(found.problems) - 1} more" if found.problems[1:] else ""
        raise ReleaseError(f"{release} does not verify and is not published: {found.problems[0]}{more}")
    if str(target).startswith(HUB):
        from warehouse.release import hub

        return hub.publish(release, str(target), dry_run=dry_run, on_progress=on_progress)
    return copying.publish(release, place(target), dry_run=dry_run, on_progress=on_progress)
