"""Seven small access gates: two keep the rule, and each of the others breaks it in one way.

The rule: a video is shown only with that customer's ticket, while the ticket is open. Each time a
video is shown, the log says who looked at whom and when. While the log is down, nothing is shown.
"""

# ticket → its customer, the hour it opens, and the hour it closes
TICKETS = {"t-1": ("c-1", 9, 12), "t-2": ("c-2", 9, 17)}


class SmallGate:
    """A gate as an assessor sees it: `look`, its `log`, and what management states.

    An entry of the log is a dict with person, customer, hour, and shown. Set `log_down` to True to
    take the log away.
    """

    name = "as the rule says"
    honest = True

    def __init__(self) -> None:
        self.log: list[dict] = []
        self.log_down = False

    def look(self, person: str, customer: str, ticket: str, hour: int) -> bool:
        """Ask for a customer's video at an hour of the day. Returns whether it is shown."""
        if (
            self.log_down
            and not self._shows_without_log()
            or not self._fits(customer, ticket, hour)
        ):
            self._refused(person, customer, hour)
            return False
        self._write(person, customer, hour, True)
        return True

    def statement(self) -> str:
        """What management says about the gate."""
        return "Our access controls operate effectively."

    def _fits(self, customer: str, ticket: str, hour: int) -> bool:
        whose, opens, closes = TICKETS.get(ticket, ("", 0, 0))
        return whose == customer and opens <= hour < closes

    def _shows_without_log(self) -> bool:
        return False

    def _refused(self, person: str, customer: str, hour: int) -> None:
        """A refusal needs no entry."""

    def _write(self, person: str, customer: str, hour: int, shown: bool) -> None:
        if not self.log_down:
            self.log.append({"person": person, "customer": customer, "hour": hour, "shown": shown})


class LogsRefusals(SmallGate):
    name = "also logs what it refuses"

    def _refused(self, person: str, customer: str, hour: int) -> None:
        self._write(person, customer, hour, False)


class AnyTicket(SmallGate):
    name = "takes another customer's ticket"
    honest = False

    def _fits(self, customer: str, ticket: str, hour: int) -> bool:
        return ticket in TICKETS and super()._fits(TICKETS[ticket][0], ticket, hour)


class ClosedTicket(SmallGate):
    name = "takes a ticket that was closed"
    honest = False

    def _fits(self, customer: str, ticket: str, hour: int) -> bool:
        whose, opens, _ = TICKETS.get(ticket, ("", 24, 0))
        return whose == customer and opens <= hour


class OpenWithoutLog(SmallGate):
    name = "opens while the log is down"
    honest = False

    def _shows_without_log(self) -> bool:
        return True


class EmployeesOnly(SmallGate):
    name = "doesn't log contractors"
    honest = False

    def _write(self, person: str, customer: str, hour: int, shown: bool) -> None:
        if not person.startswith("contractor"):
            super()._write(person, customer, hour, shown)


class SharedAccount(SmallGate):
    name = "logs a shared account"
    honest = False

    def _write(self, person: str, customer: str, hour: int, shown: bool) -> None:
        super()._write("support", customer, hour, shown)


GATES = (
    SmallGate,
    LogsRefusals,
    AnyTicket,
    ClosedTicket,
    OpenWithoutLog,
    EmployeesOnly,
    SharedAccount,
)
