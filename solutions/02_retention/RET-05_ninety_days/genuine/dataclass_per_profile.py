"""Dataclasses: a case for each profile, which collects what stops it and then says its status."""

from dataclasses import dataclass, field


@dataclass
class Case:
    limit: pd.Timestamp
    deleted_at: pd.Timestamp
    stops: list = field(default_factory=list)

    def status(self, as_of):
        if pd.isna(self.deleted_at):
            if self.stops:
                return "stopped"
            return "waiting" if as_of <= self.limit else "overdue"
        if any(one < self.deleted_at for one in self.stops):
            return "wrongly deleted"
        return "deleted" if self.deleted_at.date() <= self.limit.date() else "deleted late"


def deletion_status(profiles, requests, uses, parents, as_of):
    cases = {
        name: Case(delete_by(identified_on), deleted_at)
        for name, identified_on, deleted_at in zip(
            profiles["profile_id"], profiles["identified_on"], profiles["deleted_at"]
        )
    }
    for name, who, when in zip(requests["profile_id"], requests["asked_by"], requests["asked_at"]):
        if who in parents.get(name, ()):
            cases[name].stops.append(when)
    for name, when in zip(uses["profile_id"], uses["used_at"]):
        cases[name].stops.append(when)
    return {name: case.status(as_of) for name, case in cases.items()}
