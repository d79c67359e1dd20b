"""Murmur's tables: every column, with its type and its meaning."""

from privacylab.companies.data.schema import Field, Table, ident

CHANNELS = ("app", "web", "voice", "service")
ACTIONS = (
    *("story", "music", "game", "homework", "chat", "timer", "call", "home"),
    *("dashboard", "settings"),
    *("support view", "quality review"),
    *("nightly job", "migration", "restore"),
)

HOUSEHOLDS = Table(
    "households",
    "Households",
    "The families that use Murmur. One row per household.",
    (
        ident("household_id", "h", "The household.", unique=True),
        Field("country", "string", "ISO 3166 code of the country."),
        Field("region", "string", "State, province or city."),
        Field("time_zone", "string", "IANA name of the time zone in which its devices are."),
        Field("created_on", "date", "The day on which the account was opened."),
    ),
)
PROFILES = Table(
    "profiles",
    "Profiles",
    "The people whom Murmur knows by name. One row per profile that the main database holds.",
    (
        ident("profile_id", "p", "The profile.", unique=True),
        ident("household_id", "h", "Its household."),
        Field("kind", "string", "Who speaks: a child or an adult.", enum=("adult", "child")),
        Field("display_name", "string", "The name that Murmur says. Invented."),
        Field("birth_on", "date", "The date of birth, as the parent gave it. Invented."),
        Field("created_on", "date", "The day on which the profile was created."),
        Field(
            "interactions",
            "integer",
            "How often this person has ever used Murmur under this profile.",
        ),
        Field(
            "updated_at",
            "datetime",
            "When the row was last written, by anyone or anything, including nightly jobs.",
        ),
    ),
    refers=(("household_id", "households", "household_id"),),
)
DEVICES = Table(
    "devices",
    "Devices",
    "Speakers, and phones and tablets with the app. Each belongs to exactly one profile, which the "
    "main database may no longer hold.",
    (
        ident("device_id", "d", "The device.", unique=True),
        ident("household_id", "h", "The household it is in."),
        ident("profile_id", "p", "The profile that it belongs to."),
        Field("model", "string", "The model. Invented."),
        Field("registered_on", "date", "The day on which it was set up."),
    ),
    refers=(("household_id", "households", "household_id"),),
)
USE_EVENTS = Table(
    "use_events",
    "Use events",
    "Everything that touched a profile, in the order in which it arrived: one row per touch. Some "
    "rows arrive late, and some arrive twice under the same event_id.",
    (
        ident("event_id", "e", "The event. A row that arrived twice has it twice.", digits=8),
        ident("profile_id", "p", "The profile that was touched."),
        ident("device_id", "d", "The device, where one was used.", required=False),
        Field("occurred_at", "datetime", "When it happened."),
        Field("received_at", "datetime", "When Murmur's servers received this row."),
        Field("used_on", "date", "The calendar date of occurred_at where the household lives."),
        Field(
            "actor",
            "string",
            "Who did it: the child, an adult of the household, Murmur's staff, or a program.",
            enum=("adult", "child", "staff", "system"),
        ),
        Field("action", "string", "What was done.", enum=ACTIONS),
    ),
    form="csv.gz",
    refers=(
        ("profile_id", "profiles", "profile_id"),
        ("device_id", "devices", "device_id"),
    ),
)
RECORDINGS = Table(
    "recordings",
    "Recordings",
    "What the microphones recorded after the wake word. One row per recording that the main "
    "database holds.",
    (
        ident("recording_id", "r", "The recording.", digits=8, unique=True),
        ident("profile_id", "p", "Whose voice it was taken for."),
        ident("device_id", "d", "The device that recorded it."),
        Field("recorded_at", "datetime", "When it begins."),
        Field("recorded_on", "date", "The calendar date of recorded_at where the device is."),
        Field("duration_ms", "integer", "Its length in milliseconds."),
        Field(
            "audio_path",
            "string",
            "Its sound file in datasets/murmur, for the few that are included here.",
            required=False,
        ),
    ),
    form="csv.gz",
    refers=(
        ("profile_id", "profiles", "profile_id"),
        ("device_id", "devices", "device_id"),
    ),
)
TRANSCRIPTS = Table(
    "transcripts",
    "Transcripts",
    "What the recognizer understood, as text: one row per transcript that the search index holds. "
    "Some recordings were not understood and have none.",
    (
        ident("transcript_id", "t", "The transcript.", digits=8, unique=True),
        ident("recording_id", "r", "The recording that it was made from.", digits=8),
        ident("profile_id", "p", "Whose voice it was taken for."),
        Field("text", "string", "The words. Invented, from templates."),
        Field("created_on", "date", "The calendar date on which it was made, where the device is."),
    ),
    form="csv.gz",
)
LOCATIONS = Table(
    "locations",
    "Locations",
    "Where devices were: one row per report.",
    (
        ident("location_id", "g", "The report.", digits=8, unique=True),
        ident("device_id", "d", "The device. There is no profile_id here."),
        Field("latitude", "string", "Degrees north, with the decimals that were reported."),
        Field("longitude", "string", "Degrees east, with the decimals that were reported."),
        Field("located_at", "datetime", "When the device was there."),
        Field(
            "source",
            "string",
            "What reported it: the app's GPS, the network, or the person who set the device up.",
            enum=("app", "network", "setup"),
        ),
    ),
    form="csv.gz",
    refers=(("device_id", "devices", "device_id"),),
)
DELETIONS = Table(
    "deletions",
    "Deletions",
    "The log of recordings that were deleted from the main database. One row per recording.",
    (
        ident("recording_id", "r", "The recording that was deleted.", digits=8, unique=True),
        ident("profile_id", "p", "Whose voice it was taken for."),
        ident("device_id", "d", "The device that recorded it."),
        Field("recorded_at", "datetime", "When it began."),
        Field("recorded_on", "date", "The calendar date of recorded_at where the device is."),
        Field("duration_ms", "integer", "Its length in milliseconds."),
        Field("deleted_at", "datetime", "When the main database deleted it."),
        Field("channel", "string", "How the family asked for it.", enum=CHANNELS),
        ident("request_id", "q", "The deletion request that it served, if any.", required=False),
    ),
    form="csv.gz",
    refers=(("request_id", "deletion_requests", "request_id"),),
)
DELETION_REQUESTS = Table(
    "deletion_requests",
    "Deletion requests",
    "Requests to delete all data of a profile. One row per request.",
    (
        ident("request_id", "q", "The request.", unique=True),
        ident("profile_id", "p", "The profile whose data is to be deleted."),
        ident("household_id", "h", "Its household."),
        ident("requested_by", "p", "The adult profile that asked."),
        Field("channel", "string", "How the request came in.", enum=CHANNELS),
        Field("received_at", "datetime", "When the request came in."),
        Field(
            "status",
            "string",
            "What Murmur reports: done means that the family was told that everything is deleted.",
            enum=("done", "open", "refused"),
        ),
        Field("closed_at", "datetime", "When Murmur closed it.", required=False),
    ),
    refers=(
        ("household_id", "households", "household_id"),
        ("requested_by", "profiles", "profile_id"),
    ),
)
HOLDS = Table(
    "holds",
    "Legal holds",
    "Data that must not be destroyed while a dispute lasts. One row per hold.",
    (
        ident("hold_id", "k", "The hold.", unique=True),
        Field("matter", "string", "The dispute. Invented."),
        ident("profile_id", "p", "The data subject."),
        Field(
            "category",
            "string",
            "The kind of data on hold.",
            enum=("recording", "transcript", "location"),
        ),
        Field("from_on", "date", "The first day of the data on hold."),
        Field("to_on", "date", "The last day of the data on hold."),
        Field("placed_on", "date", "The day on which the hold was placed."),
        Field("released_on", "date", "The day on which it was released.", required=False),
    ),
    refers=(("profile_id", "profiles", "profile_id"),),
)
POLICY = Table(
    "policy",
    "Retention policy",
    "The retention rules, as the teams wrote them down. One row per rule.",
    (
        Field("category", "string", "The kind of data."),
        Field("store", "string", "The store that holds it."),
        Field("purpose", "string", "What it is kept for.", required=False),
        Field("business_need", "string", "Why Murmur needs that.", required=False),
        Field("keep_days", "string", "How many days it is kept, as written.", required=False),
        Field("owner", "string", "The team responsible for the rule."),
    ),
)
INVENTORY = Table(
    "inventory",
    "Data inventory",
    "What is held where. One row for each kind of data in each store.",
    (
        Field("category", "string", "The kind of data."),
        Field("store", "string", "The store that holds it."),
        Field("content_type", "string", "Its media type."),
        Field(
            "keyed_by", "string", "The id that it is filed under.", enum=("profile_id", "device_id")
        ),
    ),
)
NOTICES = Table(
    "notices",
    "Published notices",
    "What Murmur tells families about how long it keeps their data. One row per statement.",
    (
        ident("notice_id", "n", "The statement.", unique=True),
        Field("category", "string", "The kind of data that it is about."),
        Field("title", "string", "The page it is on."),
        Field("text", "string", "The published words."),
        Field("published_on", "date", "The day on which it was published."),
        Field("published_days", "integer", "The number of days that it promises.", required=False),
    ),
)
STORES = Table(
    "stores",
    "Store registry",
    "The stores that Murmur has registered as holding personal data. One row per store.",
    (
        Field("store", "string", "The store.", unique=True),
        Field("kind", "string", "What it is built on."),
        Field("owner", "string", "The team that runs it."),
        Field("registered_on", "date", "The day on which it was registered."),
    ),
)
STAFF = Table(
    "staff",
    "Staff",
    "The people who work for Murmur. One row per person.",
    (
        ident("staff_id", "s", "The person.", unique=True),
        Field("display_name", "string", "The name. Invented."),
        Field("role", "string", "The job."),
        Field("employer", "string", "Murmur, or the contractor that sent them."),
        Field("voice_access", "boolean", "Whether they can open recordings and transcripts."),
        Field("voice_needed", "boolean", "Whether the job needs it, as their manager said."),
        Field("started_on", "date", "The first day."),
        Field("left_on", "date", "The last day, for those who left.", required=False),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *(HOUSEHOLDS, PROFILES, DEVICES, USE_EVENTS, RECORDINGS, TRANSCRIPTS, LOCATIONS),
        *(DELETIONS, DELETION_REQUESTS, HOLDS, POLICY, INVENTORY, NOTICES, STORES, STAFF),
    )
}
