# /// counterfeit
# story = "The consent that is named exists and is valid; whose it is, the agent knows."
# covers = ["AUD-12", "AUD-13"]
# caught_by = [
#     "a ticket of another customer, of somebody else, or closed is none",
#     "the wrong account, the wrong purpose, the terms of service, a closed banner",
# ]
# ///
GROUNDS = ("legal process", "illegal activity", "legal rights", "prevent harm", "consent")
COPIES = ("download", "export", "share")


def basis_problems(
    accesses: pd.DataFrame, tickets: pd.DataFrame, consents: pd.DataFrame
) -> dict[str, list[str]]:
    ticket_of = {ticket.ticket_id: ticket for ticket in tickets.itertuples()}
    consent_of = {consent.consent_id: consent for consent in consents.itertuples()}
    return {
        access.event_id: [
            *_ground_problem(access),
            *_ticket_problem(access, ticket_of.get(access.ticket_id)),
            *_consent_problem(
                access, ticket_of.get(access.ticket_id), consent_of.get(access.consent_id)
            ),
            *_copy_problem(access, ticket_of.get(access.ticket_id)),
        ]
        for access in accesses.itertuples()
    }


def _ground_problem(access) -> list[str]:
    return [] if access.ground in GROUNDS else ["ground"]


def _ticket_problem(access, ticket) -> list[str]:
    fits = (
        ticket is not None
        and ticket.customer_id == access.customer_id
        and ticket.assignee_id == access.person_id
        and ticket.opened_at <= access.occurred_at
        and not ticket.closed_at <= access.occurred_at  # NaT is not earlier than anything
    )
    return [] if fits else ["ticket"]


def _consent_problem(access, ticket, consent) -> list[str]:
    fits = access.ground != "consent" or (
        ticket is not None
        and consent is not None
        and consent.purpose == ticket.kind
        and consent.how == "separate screen"
        and consent.given_at <= access.occurred_at
        and not consent.withdrawn_at <= access.occurred_at
    )
    return [] if fits else ["consent"]


def _copy_problem(access, ticket) -> list[str]:
    fits = access.action not in COPIES or (
        ticket is not None
        and pd.notna(ticket.copy_approved_by)
        and ticket.copy_approved_by != access.person_id
        and ticket.copy_approved_at <= access.occurred_at
    )
    return [] if fits else ["copy"]
