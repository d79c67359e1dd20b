"""Remote calls between examiner and jail: an endpoint serves requests while it awaits a reply."""

import threading
from typing import Any

from privacylab.sandbox.protocol import remote_errors
from privacylab.sandbox.protocol.codec import Decoder, Encoder
from privacylab.sandbox.protocol.framing import Channel, ChannelClosed, ProtocolError, TooLarge
from privacylab.sandbox.protocol.proxies import Proxy, proxy_class
from privacylab.sandbox.protocol.subclasses import abilities, mark

DEEPEST_CALL = 20  # nested calls between the two sides
MOST_OBJECTS = 100_000  # that one endpoint keeps for the other


class Endpoint:
    """What both endpoints share. A subclass decides what it exports and how it answers."""

    def __init__(self, channel: Channel):
        self._channel = channel
        self._lock = threading.RLock()
        self.depth = 0
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._proxies: dict[int, Any] = {}

    # what a subclass overrides
    def answer(self, verb: str, parts: list[Any]) -> Any:
        """Do what the other side asks for. Whatever it raises goes back as an error."""
        raise NotImplementedError

    def describe(self, value: Any) -> list[str]:
        """Return [name of the class, abilities, path, methods] for an object that stays here.

        methods are the names, separated by spaces, of what the other side calls in one message.
        """
        kind: type = type(value)
        return [kind.__name__, abilities(kind) + mark(value), "", ""]

    def base(self, path: Any) -> type | None:
        """Return the class of this package that a proxy should count as."""
        return None

    def proxy_class(self, name: str, letters: str, path: Any, methods: str) -> type:
        """Return the class of the proxy for an object that the other side describes."""
        return proxy_class(name, letters, self.base(path), methods)

    def is_own(self, frame: Any) -> bool:
        return False

    def extras(self) -> list[Any]:
        """Return what a reply carries besides its value."""
        return []

    def take_extras(self, extras: list[Any]) -> None:
        if extras:
            raise ProtocolError("a reply carries something that was not asked for")

    # requests and replies
    def ask(self, verb: str, *parts: Any) -> Any:
        """Ask the other side and answer its questions until it replies.

        Raises what the other side raised; ProtocolError, ChannelClosed.
        """
        with self._lock:
            if self.depth >= DEEPEST_CALL:
                raise RecursionError("Calls from the test and from the answer are nested too deep.")
            self.depth += 1
            try:
                encoder = Encoder(self.export)
                self._channel.send(["ask", verb, *encoder.all(parts, 0)], encoder.blobs)
                while True:
                    message, blobs = self._channel.receive()
                    match message:
                        case ["ask", str(asked), *questions]:
                            self.reply(asked, questions, blobs)
                        case ["ok" | "raise" as kind, value, list(extras)]:
                            self.take_extras(extras)
                            decoder = Decoder(blobs, self.take)
                            if kind == "ok":
                                return decoder.value(value)
                            raise remote_errors.read(value, decoder)
                        case _:
                            raise ProtocolError("a message is neither a question nor a reply")
            finally:
                self.depth -= 1

    def reply(self, verb: str, parts: list[Any], blobs: list[bytes]) -> None:
        """Answer one question."""
        questions = Decoder(blobs, self.take).all(parts, 0)
        encoder = Encoder(self.export)
        try:
            document = ["ok", encoder.value(self.answer(verb, questions)), self.extras()]
            frame = (document, encoder.blobs)
            self._send(*frame)
        except (ProtocolError, ChannelClosed):
            raise
        except BaseException as error:
            if not self.may_send(error):
                raise
            encoder = Encoder(self.export)
            document = ["raise", remote_errors.write(error, encoder, self.is_own), self.extras()]
            self._send(document, encoder.blobs)

    def may_send(self, error: BaseException) -> bool:
        return isinstance(error, Exception)

    def _send(self, document: Any, blobs: list[bytes]) -> None:
        with self._lock:
            self._channel.send(document, blobs)

    # objects that stay where they are
    def export(self, value: Any) -> list[Any]:
        """Return a number for an object of this side; for the other side's, its own number."""
        if isinstance(value, Proxy) and value._ask_ == self.ask:
            return ["yours", value._number_]
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._objects) >= MOST_OBJECTS:
                raise TooLarge("Too many objects were handed over.")
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return ["mine", number, *self.describe(value)]

    def take(self, data: list[Any]) -> Any:
        """Return the object that a number refers to, or a proxy."""
        match data:
            case ["yours", int(number)]:
                return self.object(number)
            case ["mine", int(number), str(name), str(letters), path, str(methods)] if (
                0 <= number < MOST_OBJECTS
            ):
                found = self._proxies.get(number)
                if found is None:
                    kind = self.proxy_class(name[:80], letters[:10], path, methods)
                    found = object.__new__(kind)
                    Proxy.__init__(found, self.ask, number)
                    self._proxies[number] = found
                return found
        raise ProtocolError("an object is not described as it should be")

    def object(self, number: Any) -> Any:
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise ProtocolError("there is no object of that number")
        return self._objects[number]
