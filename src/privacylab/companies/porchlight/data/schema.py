"""Porchlight's tables: every column, with its type and its meaning."""

from privacylab.companies.data.schema import Field, Table, ident

ACTIONS = ("view", "stream", "download", "export", "share", "query")
KINDS = ("support", "fault", "fraud", "legal", "safety", "research", "restore")
PERMISSIONS = ("view", "stream", "download", "export", "share", "query")

CUSTOMERS = Table(
    "customers",
    "Customers",
    "The people who have an account. One row per account.",
    (
        ident("customer_id", "c", "The account.", unique=True),
        Field("salutation", "string", "How they asked to be addressed.", required=False),
        Field("display_name", "string", "The name. Invented."),
        Field("email", "string", "The address that they log in with. Invented."),
        Field("joined_on", "date", "The day on which the account was opened."),
    ),
    form="csv.gz",
)
HOMES = Table(
    "homes",
    "Homes",
    "Where the cameras hang. One row per home; a customer may have two.",
    (
        ident("home_id", "h", "The home.", unique=True),
        ident("customer_id", "c", "Whose home it is."),
        Field("street", "string", "Street and house number. Invented."),
        Field("region", "string", "State or province."),
        Field("time_zone", "string", "IANA name of its time zone."),
    ),
    form="csv.gz",
    refers=(("customer_id", "customers", "customer_id"),),
)
CAMERAS = Table(
    "cameras",
    "Cameras",
    "The cameras, with the names that their owners gave them. One row per camera.",
    (
        ident("camera_id", "m", "The camera.", unique=True),
        ident("customer_id", "c", "Whose it is."),
        ident("home_id", "h", "Where it hangs."),
        Field("label", "string", "Its name, as the owner typed it."),
        Field("model", "string", "The model. Invented."),
        Field("installed_on", "date", "The day on which it was set up."),
    ),
    form="csv.gz",
    refers=(("customer_id", "customers", "customer_id"), ("home_id", "homes", "home_id")),
)
RECORDINGS = Table(
    "recordings",
    "Recordings",
    "The catalog of recordings. One row per recording, even where the video itself has expired. "
    "The video is not part of this data.",
    (
        ident("recording_id", "r", "The recording.", unique=True),
        ident("camera_id", "m", "The camera that made it."),
        Field("recorded_at", "datetime", "When it begins."),
        Field("seconds", "integer", "Its length in seconds."),
        Field("encrypted", "boolean", "Whether the video is encrypted on disk."),
    ),
    form="csv.gz",
    refers=(("camera_id", "cameras", "camera_id"),),
)
PEOPLE = Table(
    "people",
    "People and service accounts",
    "Who can work on Porchlight's systems: employees, contractors, and programs with their own "
    "account. One row per account.",
    (
        ident("person_id", "p", "The person, or the program.", unique=True),
        Field("display_name", "string", "The name. Invented."),
        Field("email", "string", "The address at work. Invented."),
        Field(
            "kind",
            "string",
            "Employee, contractor, or a program's account.",
            enum=("employee", "contractor", "service"),
        ),
        Field("employer", "string", "Porchlight, or the company that sent them. Invented."),
        Field("role", "string", "The job."),
        ident("manager_id", "p", "Who they report to; missing at the top.", required=False),
        ident("customer_id", "c", "Their own account as a customer, if any.", required=False),
        Field("holds_key", "boolean", "Whether they can decrypt video."),
        Field("started_at", "datetime", "When the work or the contract began."),
        Field("ended_at", "datetime", "When it ended, for those who left.", required=False),
        Field("ended_on", "date", "The calendar date of ended_at in UTC.", required=False),
        Field(
            "token_expires_at",
            "datetime",
            "When the token that their programs log in with expires.",
        ),
    ),
    refers=(
        ("manager_id", "people", "person_id"),
        ("customer_id", "customers", "customer_id"),
    ),
)
JOB_FUNCTIONS = Table(
    "job_functions",
    "Job functions",
    "What a job needs, as its department wrote it down. One row for each permission of each job.",
    (
        Field("role", "string", "The job."),
        Field("permission", "string", "What it needs to be able to do.", enum=PERMISSIONS),
    ),
)
GRANTS = Table(
    "grants",
    "Grants",
    "What people were allowed to do with customers' video. One row per grant.",
    (
        ident("grant_id", "g", "The grant.", unique=True),
        ident("person_id", "p", "Who has it."),
        Field("permission", "string", "What was allowed.", enum=PERMISSIONS),
        Field("granted_on", "date", "The day on which it was granted."),
        Field("revoked_on", "date", "When it was revoked, if it was.", required=False),
    ),
    refers=(("person_id", "people", "person_id"),),
)
REVIEWS = Table(
    "reviews",
    "Reviews of grants",
    "Whether a grant is still needed, as a reviewer said. One row per review.",
    (
        ident("grant_id", "g", "The grant."),
        ident("reviewer_id", "p", "Who reviewed it."),
        Field("reviewed_on", "date", "When."),
        Field("needed", "boolean", "What the reviewer said."),
        Field("justification", "string", "What it is needed for.", required=False),
    ),
    refers=(
        ("grant_id", "grants", "grant_id"),
        ("reviewer_id", "people", "person_id"),
    ),
)
TRAININGS = Table(
    "trainings",
    "Trainings and attestations",
    "Who was trained to handle customers' video, and who signed for it. One row per certificate. "
    "A program has those of the person responsible for it.",
    (
        ident("person_id", "p", "Who."),
        Field(
            "kind",
            "string",
            "A training, or a signed statement on the purpose of access.",
            enum=("training", "attestation"),
        ),
        Field("completed_at", "datetime", "The instant from which it is valid."),
        Field("expires_at", "datetime", "The instant from which it is no longer valid."),
    ),
    refers=(("person_id", "people", "person_id"),),
)
EQUIVALENTS = Table(
    "equivalents",
    "Equivalents of multi-factor authentication",
    "Documents that allow someone to log in with something equally safe. One row per document.",
    (
        ident("person_id", "p", "The person it is for."),
        ident("approved_by", "p", "Who approved it, if anyone did.", required=False),
        Field("approved_at", "datetime", "When.", required=False),
        Field("expires_at", "datetime", "The instant from which it no longer counts."),
        Field("document", "string", "Where it is described, if it is.", required=False),
    ),
    refers=(("person_id", "people", "person_id"), ("approved_by", "people", "person_id")),
)
NETWORKS = Table(
    "networks",
    "Networks",
    "The networks from which access is approved. One row per network.",
    (
        Field("network", "string", "The network, in CIDR notation.", unique=True),
        Field("site", "string", "Where it is."),
    ),
)
TICKETS = Table(
    "tickets",
    "Tickets",
    "What someone was asked to do for a customer. One row per ticket.",
    (
        ident("ticket_id", "t", "The ticket.", unique=True),
        Field("kind", "string", "What it is about.", enum=KINDS),
        ident("customer_id", "c", "The customer it is about."),
        ident("assignee_id", "p", "Who works on it."),
        Field("opened_at", "datetime", "When it was opened."),
        Field("closed_at", "datetime", "When it was closed, if it was.", required=False),
        ident("copy_approved_by", "p", "Who allowed a copy of video, if any.", required=False),
        Field("copy_approved_at", "datetime", "When that was.", required=False),
    ),
    form="csv.gz",
    refers=(
        ("customer_id", "customers", "customer_id"),
        ("assignee_id", "people", "person_id"),
        ("copy_approved_by", "people", "person_id"),
    ),
)
CONSENTS = Table(
    "consents",
    "Consents",
    "What customers agreed to. One row per agreement.",
    (
        ident("consent_id", "k", "The agreement.", unique=True),
        ident("customer_id", "c", "Who agreed."),
        Field("purpose", "string", "To what: a kind of ticket.", enum=KINDS),
        Field(
            "how",
            "string",
            "How: on a separate screen, by accepting the terms of service, or by closing a banner.",
            enum=("separate screen", "terms of service", "banner closed"),
        ),
        Field("given_at", "datetime", "When."),
        Field("withdrawn_at", "datetime", "When it was withdrawn, if it was.", required=False),
    ),
    form="csv.gz",
    refers=(("customer_id", "customers", "customer_id"),),
)
ACCESSES = Table(
    "accesses",
    "Accesses",
    "Each time someone at Porchlight looked at a customer's video, or searched it. One row per "
    "access, in the order in which sessions ended.",
    (
        ident("event_id", "e", "The access.", digits=8, unique=True),
        Field("occurred_at", "datetime", "When it began."),
        ident("person_id", "p", "Who it was."),
        Field("action", "string", "What was done.", enum=ACTIONS),
        ident("customer_id", "c", "The customer whose video it is."),
        ident("camera_id", "m", "The camera."),
        ident(
            "recording_id",
            "r",
            "The recording; missing where live video was seen, or a camera's recordings searched.",
            required=False,
        ),
        Field("label", "string", "The camera's name, as the owner typed it."),
        Field("seconds", "integer", "How long it was watched, in seconds."),
        Field("ground", "string", "Why, as the person gave it.", required=False),
        ident("ticket_id", "t", "The ticket that the person named.", required=False),
        ident("consent_id", "k", "The consent that the person named.", required=False),
        Field("lookup", "string", "What was typed to find the customer.", required=False),
        Field("ip", "string", "The address that it came from."),
        Field("mfa", "string", "The second factor: hardware key, code, equivalent, or none."),
        Field("ciphertext", "boolean", "Whether the video was handed out encrypted."),
    ),
    form="parquet",
    refers=(
        ("customer_id", "customers", "customer_id"),
        ("camera_id", "cameras", "camera_id"),
        ("recording_id", "recordings", "recording_id"),
    ),
)
ALERTS = Table(
    "alerts",
    "Alerts",
    "When someone or something flagged a person's accesses for review. One row per alert.",
    (
        ident("alert_id", "a", "The alert.", unique=True),
        ident("person_id", "p", "The person it is about."),
        Field("raised_at", "datetime", "When it was raised."),
        Field("raised_by", "string", "What or who raised it."),
        ident("closed_by", "p", "Who closed it, if it is closed.", required=False),
        Field("closed_at", "datetime", "When.", required=False),
        Field("reviewed_from", "datetime", "The first instant that was reviewed.", required=False),
        Field("reviewed_until", "datetime", "The last instant that was reviewed.", required=False),
        Field("verdict", "string", "What the closer wrote.", required=False),
    ),
    refers=(("person_id", "people", "person_id"), ("closed_by", "people", "person_id")),
)
LOGIN_ATTEMPTS = Table(
    "login_attempts",
    "Log-in attempts",
    "Attempts to log in as a customer, on all portals, in the last weeks. One row per attempt.",
    (
        Field("occurred_at", "datetime", "When."),
        Field(
            "portal",
            "string",
            "Where: the web site, the app, or the programming interface of an old app.",
            enum=("web", "app", "legacy api"),
        ),
        ident("customer_id", "c", "The account."),
        Field("ip", "string", "The address that it came from."),
        Field("success", "boolean", "Whether it succeeded."),
    ),
    form="csv.gz",
    refers=(("customer_id", "customers", "customer_id"),),
)
INTRUSIONS = Table(
    "intrusions",
    "Intrusions",
    "What intruders reached in accounts that they had entered. One row per camera.",
    (
        ident("customer_id", "c", "The account."),
        ident("camera_id", "m", "The camera whose video was reached."),
        Field("reached_at", "datetime", "When."),
        Field("encrypted", "boolean", "Whether what was reached was encrypted."),
        Field("key_touched", "boolean", "Whether its key was reached as well."),
    ),
    refers=(
        ("customer_id", "customers", "customer_id"),
        ("camera_id", "cameras", "camera_id"),
    ),
)
NOTICES = Table(
    "notices",
    "Notices to government entities",
    "Whom Porchlight notified of the intrusions. One row per notice.",
    (
        Field("entity", "string", "Who was notified. Invented."),
        Field("notified_on", "date", "When."),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *(CUSTOMERS, HOMES, CAMERAS, RECORDINGS),
        *(PEOPLE, JOB_FUNCTIONS, GRANTS, REVIEWS, TRAININGS, EQUIVALENTS, NETWORKS),
        *(TICKETS, CONSENTS, ACCESSES, ALERTS, LOGIN_ATTEMPTS, INTRUSIONS, NOTICES),
    )
}
