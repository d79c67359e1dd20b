"""Reads the untrusted Arrow streams of tables: one batch of plain columns each."""

import struct

import pyarrow as pa

from privacylab.sandbox.protocol.framing import MOST_BYTES, ProtocolError

MOST_ROWS = MOST_BYTES // 8  # of one column: even a row of a single bit is not free
PLAIN = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_timestamp,
    pa.types.is_duration,
    pa.types.is_large_string,
    pa.types.is_string,
)


def read_stream(blob: bytes) -> pa.RecordBatch:
    """Return one batch of plain columns. Arrow reads untrusted bytes: all of it is validated."""
    try:
        messages = list(pa.ipc.MessageReader.open_stream(blob))
        if [one.type for one in messages] != ["schema", "record batch"]:
            raise ProtocolError("a table is not one batch")
        if _is_compressed(messages[1].metadata.to_pybytes()):
            raise ProtocolError("a table is compressed")
        schema = pa.ipc.read_schema(messages[0])
        if any(field.metadata or not any(is_(field.type) for is_ in PLAIN) for field in schema):
            raise ProtocolError("a table has a column of a type that is not agreed on")
        batch = pa.ipc.read_record_batch(messages[1], schema)
        batch.validate(full=True)
    except (pa.ArrowException, EOFError, OSError):
        raise ProtocolError("a table cannot be read") from None
    if batch.nbytes > 2 * len(blob) + 4096 or batch.num_rows > MOST_ROWS:
        raise ProtocolError("a table is larger than it says")
    return batch


def _is_compressed(metadata: bytes) -> bool:
    """Whether the fourth field of a RecordBatch is in its Message (Arrow's Message.fbs).

    Arrow unpacks a compressed batch before we can ask how large it is.
    """
    try:
        (message,) = struct.unpack_from("<I", metadata)
        header = message + _field(metadata, message, 2)
        (batch,) = struct.unpack_from("<I", metadata, header)
        return _field(metadata, header + batch, 3) != 0
    except struct.error:
        raise ProtocolError("a table cannot be read") from None


def _field(metadata: bytes, table: int, number: int) -> int:
    """Return the offset of a field in a FlatBuffers table; 0 if it is left out."""
    (back,) = struct.unpack_from("<i", metadata, table)
    (size,) = struct.unpack_from("<H", metadata, table - back)
    place = 4 + 2 * number
    return struct.unpack_from("<H", metadata, table - back + place)[0] if place < size else 0
