"""Frames on a pipe: a JSON document and some blobs, each with its length before it.

Nothing here trusts the other side. A frame that is too long or malformed raises ProtocolError
before any of it is used. Once the other side has disconnected, ChannelClosed is raised.
"""

import json
import os
import socket
import struct
from typing import Any, BinaryIO, NoReturn, Self

HEAD = struct.Struct("<III")  # bytes of JSON, number of blobs, bytes of all blobs together
MOST_JSON = 16 << 20
MOST_BLOBS = 4096
MOST_BYTES = 64 << 20
Frame = tuple[Any, list[bytes]]


class ProtocolError(Exception):
    """The other side sent something that is not a valid message."""


class ChannelClosed(Exception):
    """The other side has disconnected."""


class TooLarge(ValueError):
    """A value that is too large, or nested too deeply, to be handed over."""


def pack(document: Any, blobs: list[bytes]) -> bytes:
    """Return one frame. Raises TooLarge if it is longer than the other side accepts."""
    try:
        text = _ENCODER.encode(document).encode()
    except RecursionError:
        raise TooLarge("The value is nested too deeply.") from None
    size = sum(map(len, blobs))
    if len(text) > MOST_JSON or len(blobs) > MOST_BLOBS or size > MOST_BYTES:
        raise TooLarge(f"The value is too large to be handed over ({len(text) + size} bytes).")
    lengths = struct.pack(f"<{len(blobs)}I", *map(len, blobs))
    return b"".join([HEAD.pack(len(text), len(blobs), size), lengths, text, *blobs])


class Channel:
    """Both directions of a connection, each a stream of bytes."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO):
        self._reader, self._writer = reader, writer

    @classmethod
    def over(cls, end: socket.socket) -> Self:
        """Return a channel over one end of a socket pair; the channel then owns the socket.

        It reads and writes the file descriptor: the files of makefile() are slower.
        """
        number = end.detach()
        return cls(os.fdopen(number, "rb"), os.fdopen(number, "wb", closefd=False))

    def send(self, document: Any, blobs: list[bytes] | None = None) -> None:
        """Raises TooLarge, with nothing sent, or ChannelClosed."""
        frame = pack(document, blobs or [])
        try:
            self._writer.write(frame)
            self._writer.flush()
        except (OSError, ValueError):
            raise ChannelClosed from None

    def receive(self) -> Frame:
        """Return the next frame. Raises ChannelClosed or ProtocolError."""
        length, count, size = HEAD.unpack(self._read(HEAD.size))
        if length > MOST_JSON or count > MOST_BLOBS or size > MOST_BYTES:
            raise ProtocolError("a frame is too long")
        lengths = struct.unpack(f"<{count}I", self._read(4 * count))
        if sum(lengths) != size:
            raise ProtocolError("the lengths of a frame do not fit")
        text = self._read(length)
        blobs = [self._read(one) for one in lengths]
        try:
            document = _DECODER.decode(text.decode())
        except (ValueError, RecursionError):
            raise ProtocolError("a frame is not JSON of the kind agreed on") from None
        return document, blobs

    def _read(self, size: int) -> bytes:
        """Return that many bytes, read as they arrive: an announced size alone costs no memory."""
        parts, missing = [], size
        while missing:
            try:
                part = self._reader.read(min(missing, 1 << 20))
            except (OSError, ValueError):
                raise ChannelClosed from None
            if not part:
                raise ChannelClosed
            if len(part) == size:
                return part
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


def _refuse(found: Any) -> NoReturn:
    raise ValueError("only lists, strings, finite numbers, true, false and null are agreed on")


# made once: json's own functions make a new one for each call with options
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_DECODER = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_refuse)
