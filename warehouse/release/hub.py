"""Publishing to the Hugging Face Hub: the newest release is the dataset's ``main``, and every release a tag.

Belongs here: what the Hub does otherwise than a file system (extra ``hub``). Does not belong here: what may be published (``publish``).

A commit there is one step, so nobody sees half a release. The order is that of every publication: the files of the release, then its tag,
then the index, whose addresses are those of tags. What ends between two of them is taken up by the next publication: files that the
Hub has already are not sent again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse import remote
from warehouse.errors import StorageError
from warehouse.layout import is_local
from warehouse.release import index, manifest, reading
from warehouse.release.copying import Progress, Published
from warehouse.release.reading import HUB, dataset_of, web_address

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_KEPT = (".gitattributes", index.INDEX)


def publish(release: Path, target: str, *, dry_run: bool, on_progress: Progress) -> Published:
    """Make a verified release the newest of a dataset on the Hub, tag it, and list it; see :func:`warehouse.release.publish.publish`."""
    repository, revision = dataset_of(target)
    if revision != "main":
        raise StorageError(
            f"{target} names a revision; a release is published to the dataset itself, {HUB}datasets/{repository}"
        )
    if not is_local(release):
        raise StorageError(f"{release} lies elsewhere; fetch it, and publish it to the Hub from here")
    names = manifest.names(release)
    size = sum((release / name).stat().st_size for name in names)
    held = manifest.read_manifest(release)
    base = web_address(target)[0]
    if dry_run:
        return Published(held["version"], target, f"{base}/{index.INDEX}", is_new=True, files=len(names), bytes=size)
    on_progress("publishing", 0, size)
    return _told(lambda: _Publication(_api(), repository, release, base).run(on_progress, size), target)


def _api() -> HfApi:
    try:
        from huggingface_hub import HfApi
    except ImportError as error:
        raise StorageError("hf:// needs a package that is not installed; install kawaraban[hub]") from error
    return HfApi(endpoint=os.environ.get("HF_ENDPOINT"))


def _told(do: Callable[[], Published], target: str) -> Published:
    try:
        return do()
    except (manifest.ReleaseError, StorageError):
        raise
    except Exception as error:  # the client raises what its own clients do
        told = remote.one_line(error, target).rstrip(".")
        raise StorageError(f"{told}; what is finished is kept: run the same command again") from error


class _Publication:
    """One release on its way to a dataset of the Hub."""

    def __init__(self, api: HfApi, repository: str, release: Path, base: str) -> None:
        self.api, self.repository, self.release = api, repository, release
        self.version = str(manifest.read_manifest(release)["version"])
        self.shown = f"{HUB}datasets/{repository}"
        self.index = f"{base}/{index.INDEX}"
        self.entry = index.entry(release, f"{base.removesuffix('main')}{self.version}/")

    def run(self, on_progress: Progress, size: int) -> Published:
        self.api.create_repo(self.repository, repo_type="dataset", exist_ok=True)
        result = Published(self.version, self.shown, self.index, is_new=False)
        known = self.known()
        home = index.beside(self.release)
        is_new = not index.is_listed(known, self.entry, self.shown)
        if not is_new and index.following(known, home) == known:
            return result
        sent = 0
        if self.version not in self.tags():
            sent = self.send()
        elif self.digest_of_tag() != self.entry["sha256"]:
            raise manifest.ReleaseError(
                f"{self.shown} has another release {self.version}, and a version is never overwritten; build one with a version of its own"
            )
        on_progress("publishing", size, size)
        found = index.following(index.with_entry(self.known(), self.entry), home)
        content = manifest.to_json(found).encode()
        self.commit([self.addition(index.INDEX, content)], f"List release {self.version}")
        for version in self.tags().intersection(home.get("retracted", ())):
            self.api.delete_tag(self.repository, tag=version, repo_type="dataset")
        return Published(self.version, self.shown, self.index, is_new=is_new, files=sent, bytes=size if sent else 0)

    def known(self) -> index.Index:
        """The index there, as it is now."""
        try:
            content = self.read(index.INDEX, "main")
        except FileNotFoundError:
            return index.of([], "public")
        return index.parse(content, f"{self.shown}/{index.INDEX}")

    def read(self, name: str, revision: str) -> bytes:
        return reading.small(reading.source(f"{self.shown}@{revision}"), name)

    def tags(self) -> set[str]:
        return {tag.name for tag in self.api.list_repo_refs(self.repository, repo_type="dataset").tags}

    def digest_of_tag(self) -> str:
        return hashlib.sha256(self.read(manifest.MANIFEST, self.version)).hexdigest()

    def send(self) -> int:
        """Make the release's files those of the dataset by one commit, and tag it; how many files there are."""
        from huggingface_hub import CommitOperationDelete

        names = manifest.names(self.release)
        there = self.api.list_repo_files(self.repository, repo_type="dataset")
        additions = [self.addition(name, self.release / name) for name in names]
        deletions = [CommitOperationDelete(name) for name in sorted(set(there) - {*names, *_KEPT})]
        commit = self.commit([*additions, *deletions], f"Release {self.version}")
        self.api.create_tag(self.repository, tag=self.version, revision=commit, repo_type="dataset")
        return len(names)

    def addition(self, name: str, content: bytes | Path) -> Any:
        from huggingface_hub import CommitOperationAdd

        return CommitOperationAdd(name, content if isinstance(content, bytes) else str(content))

    def commit(self, operations: list[Any], message: str) -> str:
        made = self.api.create_commit(self.repository, operations, commit_message=message, repo_type="dataset")
        return str(made.oid)
