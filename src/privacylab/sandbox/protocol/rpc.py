"""One end of the conversation between examiner and jail: it asks, and is asked while it waits."""

import threading
from typing import Any

from privacylab.sandbox.protocol import remote_errors as raised
from privacylab.sandbox.protocol.proxies import StandIn, abilities, standin_class
from privacylab.sandbox.protocol.codec import Decoder, Encoder
from privacylab.sandbox.protocol.framing import BrokenWire, TooMuch, Wire, WireClosed

DEEPEST_CALL = 20  # calls from side to side within each other
MOST_OBJECTS = 100_000  # that one end keeps for the other


class Peer:
    """What both ends share. An end says what it exports, and how it answers."""

    def __init__(self, wire: Wire):
        self._wire = wire
        self._lock = threading.RLock()
        self.depth = 0
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._standins: dict[int, Any] = {}

    # what an end adds
    def answer(self, verb: str, parts: list[Any]) -> Any:
        """Do what the other side asks for. Whatever it raises goes back as an error."""
        raise NotImplementedError

    def describe(self, value: Any) -> list[str]:
        """[name of the class, abilities, path] of an object that stays here."""
        kind: type = type(value)
        return [kind.__name__, abilities(kind), ""]

    def base(self, path: Any) -> type | None:
        """The class of this package that a stand-in should count as."""
        return None

    def is_own(self, frame: Any) -> bool:
        return False

    def extras(self) -> list[Any]:
        """What a reply carries besides its value."""
        return []

    def take_extras(self, extras: list[Any]) -> None:
        if extras:
            raise BrokenWire("a reply carries something that nobody asked for")

    # the conversation
    def ask(self, verb: str, *parts: Any) -> Any:
        """Ask the other side and answer its questions until it replies.

        Raises what the other side raised; BrokenWire, WireClosed.
        """
        with self._lock:
            if self.depth >= DEEPEST_CALL:
                raise RecursionError("Calls from the test and from the answer are nested too deep.")
            self.depth += 1
            try:
                encoder = Encoder(self.export)
                self._wire.send(["ask", verb, *map(encoder.value, parts)], encoder.blobs)
                while True:
                    message, blobs = self._wire.receive()
                    match message:
                        case ["ask", str(asked), *questions]:
                            self.reply(asked, questions, blobs)
                        case ["ok" | "raise" as kind, value, list(extras)]:
                            self.take_extras(extras)
                            decoder = Decoder(blobs, self.take)
                            if kind == "ok":
                                return decoder.value(value)
                            raise raised.read(value, decoder)
                        case _:
                            raise BrokenWire("a message is neither a question nor a reply")
            finally:
                self.depth -= 1

    def reply(self, verb: str, parts: list[Any], blobs: list[bytes]) -> None:
        """Answer one question."""
        decoder = Decoder(blobs, self.take)
        questions = [decoder.value(part) for part in parts]
        encoder = Encoder(self.export)
        try:
            document = ["ok", encoder.value(self.answer(verb, questions)), self.extras()]
            frame = (document, encoder.blobs)
            self._send(*frame)
        except (BrokenWire, WireClosed):
            raise
        except BaseException as error:
            if not self.may_send(error):
                raise
            encoder = Encoder(self.export)
            document = ["raise", raised.write(error, encoder, self.is_own), self.extras()]
            self._send(document, encoder.blobs)

    def may_send(self, error: BaseException) -> bool:
        return isinstance(error, Exception)

    def _send(self, document: Any, blobs: list[bytes]) -> None:
        with self._lock:
            self._wire.send(document, blobs)

    # objects that stay where they are
    def export(self, value: Any) -> list[Any]:
        """A number for an object of this side; or the other side's own number for its own."""
        if isinstance(value, StandIn) and value._ask_ == self.ask:
            return ["yours", value._number_]
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._objects) >= MOST_OBJECTS:
                raise TooMuch("Too many objects were handed over.")
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return ["mine", number, *self.describe(value)]

    def take(self, data: list[Any]) -> Any:
        """The object that a number stands for, or a stand-in."""
        match data:
            case ["yours", int(number)]:
                return self.object(number)
            case ["mine", int(number), str(name), str(letters), path] if 0 <= number < MOST_OBJECTS:
                found = self._standins.get(number)
                if found is None:
                    kind = standin_class(name[:80], letters[:10], self.base(path))
                    found = object.__new__(kind)
                    StandIn.__init__(found, self.ask, number)
                    self._standins[number] = found
                return found
        raise BrokenWire("an object is not described as it should be")

    def object(self, number: Any) -> Any:
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise BrokenWire("there is no object of that number")
        return self._objects[number]
