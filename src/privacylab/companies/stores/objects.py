"""An object store for recordings, and a write-once archive that encrypts them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Protocol

import fsspec
from fsspec.implementations.local import LocalFileSystem
from pyarrow import fs

from privacylab.companies.simulation.faults import ReadOnly
from privacylab.companies.stores.base import Item, Row, Store, as_day
from privacylab.companies.stores.filesystem import pack, scratch_folder, unpack, write_file

SOUND, RECORDING = "audio/wav", "recording"


class ObjectStore(Store):
    """A folder or bucket of recordings, at an fsspec URL: file:///somewhere, s3://somewhere.

    media  the media type of all recordings. Files are at <date>/<profile_id>/<recording_id>.wav;
           for other media types, the suffix is the part after the slash.
    """

    def __init__(self, name: str, url: str, media: str = SOUND):
        super().__init__(name)
        self._media = media
        self.files, self._folder = fsspec.url_to_fs(url)

    def _paths(self) -> list[PurePosixPath]:
        if not isinstance(self.files, LocalFileSystem):
            return [PurePosixPath(path) for path in self.files.find(self._folder)]
        # Arrow lists a local folder three times as fast.
        folder = fs.FileSelector(self._folder, recursive=True, allow_not_found=True)
        found = fs.LocalFileSystem().get_file_info(folder)
        return [PurePosixPath(one.path) for one in found if one.type == fs.FileType.File]

    def _rows(self) -> list[Row]:
        return [(path.stem, path.parent.name, self._media, None) for path in self._paths()]

    def _select(self, part: str, values: Sequence[str]) -> list[Item]:
        if part == "made_from":
            return []
        wanted, by_key = set(values), part == "key"
        return [
            {
                "item_id": path.stem,
                "key": path.parent.name,
                "content_type": self._media,
                "made_from": None,
                "category": RECORDING,
                "made_on": as_day(path.parent.parent.name),
            }
            for path in self._paths()
            if (path.parent.name if by_key else path.stem) in wanted
        ]

    def _content(self, item_id: str) -> bytes | None:
        for path in self._paths():
            if path.stem == item_id:
                return self.files.cat_file(str(path))
        return None

    def _remove(self, item_ids: Sequence[str]) -> int:
        wanted = set(item_ids)
        paths = [str(path) for path in self._paths() if path.stem in wanted]
        for path in paths:
            self.files.rm_file(path)
        return len(paths)

    def _write(self, item: Item) -> None:
        self._remove([item["item_id"]])
        self._place(item)

    def fill(self, items: Sequence[Item]) -> None:
        """Write many new items at once, as if they had been there from the beginning."""
        for item in items:
            self._place(item)

    def _place(self, item: Item) -> None:
        place = f"{item['made_on']:%Y-%m-%d}/{item['key']}/{item['item_id']}"
        suffix = self._media.partition("/")[2]
        write_file(self.files, f"{self._folder}/{place}.{suffix}", item["content"])

    def _snapshot(self) -> bytes:
        return pack(self.files, self._folder)

    def _load_snapshot(self, image: bytes) -> None:
        unpack(self.files, self._folder, image)

    @contextmanager
    def _scratch_copy(self) -> Iterator[Store]:
        with scratch_folder() as url:
            yield ObjectStore(self.name, url, self._media)


class Cipher(Protocol):
    """The interface that an archive needs from a key service."""

    def encrypt(self, store: str, item_id: str, owner: str, content: bytes) -> bytes: ...

    def decrypt(self, store: str, item_id: str, secret: bytes) -> bytes: ...

    def readable(self, store: str) -> set[str]: ...


class ArchiveStore(ObjectStore):
    """A write-once bucket of encrypted files that refuses to delete any.

    keys  encrypts, decrypts, and knows which items can still be read

    It lists only items that can be read now or with an escrowed key: ciphertext without a key isn't
    an item.
    """

    backed_up = False

    def __init__(self, name: str, url: str, keys: Cipher):
        super().__init__(name, url)
        self._keys = keys

    def delete(self, item_ids: Sequence[str]) -> dict:
        """Raises ReadOnly: the only way to delete an item here is to destroy its key."""
        self._faults.asked(self.name)
        raise ReadOnly(f"The store {self.name!r} is write-once.")

    def purge(self, item_ids: Sequence[str]) -> dict:
        """Raises ReadOnly, like delete()."""
        return self.delete(item_ids)

    def _paths(self) -> list[PurePosixPath]:
        readable = self._keys.readable(self.name)
        return [path for path in super()._paths() if path.stem in readable]

    def _place(self, item: Item) -> None:
        secret = self._keys.encrypt(self.name, item["item_id"], item["key"], item["content"])
        super()._place(item | {"content": secret})

    def _content(self, item_id: str) -> bytes | None:
        secret = super()._content(item_id)
        return None if secret is None else self._keys.decrypt(self.name, item_id, secret)
