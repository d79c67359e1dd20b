"""How values cross the channel in these tests."""

import io

import pandas as pd

from privacylab.sandbox.protocol import arrow_codec, framing
from privacylab.sandbox.protocol.codec import Decoder, Encoder
from privacylab.sandbox.protocol.framing import Channel

# by value and by Arrow
SIZES = {"short": lambda frame: frame, "long": lambda frame: pd.concat([frame] * arrow_codec.FEW)}


class Handle(Exception):
    """Raised where a value is not data."""


def no_data(value):
    raise Handle(type(value).__name__)


def there_and_back(value):
    encoder = Encoder(no_data)
    document = encoder.value(value)
    arrived = Channel(io.BytesIO(framing.pack(document, encoder.blobs)), io.BytesIO()).receive()
    return Decoder(arrived[1], no_data).value(arrived[0])
