"""Boundaries are computed with a calendar for many last uses; the rest has one function for each rule."""

import calendar
import datetime


def retention_cases():
    cases = []
    for last in ["2021-08-31", "2022-02-28", "2022-03-01", "2020-12-31", "2022-05-31", "2020-01-15"]:
        complete = eighteen_months_after(datetime.date.fromisoformat(last))
        for off in (-1, 0):
            as_of = (complete + datetime.timedelta(days=off)).isoformat()
            cases.append(case("RET-02", "is_inactive", [last, as_of], off == 0))
            word = "inactive" if off == 0 else "active"
            cases.append(status("RET-02", profile(), [use(last)], as_of, word))
    for actor in ["staff", "system", "adult"]:
        events = [use("2020-06-01"), use("2020-07-01"), use("2020-05-01"), use("2023-01-01", actor)]
        cases.append(case("RET-07", "last_child_use", [events], {"p": "2020-07-01"}))
        cases.append(status("RET-07", profile(), events, "2023-01-02", "inactive"))
        alone = [use("2023-01-01", actor, "other")]
        cases.append(case("RET-07", "last_child_use", [alone], {}))
        cases.append(status("RET-03", profile(), [use("2023-01-01", actor)], "2023-01-02", "unknown"))
    rewritten = profile(updated_at="2023-01-01")
    cases.append(status("RET-07", rewritten, [use("2020-06-01")], "2023-01-02", "inactive"))
    cases.append(status("RET-03", profile(interactions=0), [], "2023-01-02", "never used"))
    cases.append(status("RET-03", profile(interactions=1), [], "2023-01-02", "unknown"))
    for birth, word in [("2007-06-01", "not a child"), ("2007-06-02", "inactive")]:
        born = profile(birth_on=birth)
        cases.append(status("RET-04", born, [use("2020-06-01")], "2023-01-02", word))
    return cases


def status(requirement, row, events, as_of, word):
    return case(requirement, "profile_status", [[row], events, as_of], {"p": word})


def eighteen_months_after(last):
    years, months = divmod(last.month + 17, 12)
    year, month = last.year + years, months + 1
    return datetime.date(year, month, min(last.day, calendar.monthrange(year, month)[1]))
