# %% [markdown]
# ## Why
#
# Your checker finds data that should be gone. A review comes earlier, while not collecting the data is still
# an option. For geolocation from the Alexa app, and only for that, the order makes Amazon write a *Privacy
# Review Statement*.{fact}`O-A12` It is not a checklist. It asks for reasons, including why some safeguards were
# **not** implemented. A review that skips these reasons leaves families with a risk that someone knew how to avoid.

# %% [markdown]
# ## Look
#
# Murmur, an invented company, already holds locations from the Murmur app on children's phones. Here are
# those of one child, Sami. The point in the middle is probably home.

# %% look
from privacylab.companies import murmur

places = murmur.table("locations").merge(murmur.table("devices"), on="device_id")
sami = places[(places["source"] == "app") & (places["profile_id"] == "p-000885")]
spots = sami[["latitude", "longitude"]].astype(float)
from_middle = (spots - spots.median()).abs()
near = (from_middle < 0.002).all(axis=1)  # about 200 meters
print(f"{len(sami)} locations from {sami['located_at'].min():%Y-%m-%d} to {sami['located_at'].max():%Y-%m-%d}")
print(f"{near.mean():.0%} of them are within about 200 meters of one point")

# %% [markdown]
# How many locations does it take to find the point? What could someone do with it?
#
# ## The feature
#
# Murmur's Family team proposes *Home Soon*. The app on a child's phone sends its location every five minutes.
# When the child is ten minutes from home, the speaker tells the parents. The plan says:
#
# | | |
# |---|---|
# | stored | in `places`, under the phone's device id, with six decimals |
# | kept | for 12 months, so that the app can learn usual routes (the page for families says 30 days) |
# | shared | a map vendor gets each location, to estimate the time of arrival |
# | looked up | by support, when a parent calls |
# | switched on | for every family that has the app |
#
# ## Your statement
#
# Write Murmur's statement about the plan in 300 to 400 words, under the five headings that the order gives for
# Alexa's geolocation:
#
# | heading | what it says |
# |---|---|
# | **How** | how the location is collected, maintained, used, or disclosed |
# | **How long** | how long it is kept |
# | **Risks and safeguards** | what could go wrong, for whom, and the safeguards that are in place or planned |
# | **Alternatives not implemented** | other reasonable safeguards that you know of, with the reason against each |
# | **Decision** | approved, approved on conditions, or rejected |
#
# A person grades it by this rubric. Each row gives 0, 1, or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **how, and how long** | repeats the plan | follows the location from the phone to every copy, with a number of days for each | also finds where the plan breaks what Murmur publishes, and resolves it |
# | **risks and safeguards** | "data breach", "encryption" | names risks for this child, inside and outside Murmur, with a safeguard for each | also says what each safeguard leaves open, and who notices when it fails |
# | **alternatives not implemented** | none, or only ones that no one would want | two reasonable ones, with a reason against each | the reasons are honest about cost and about what families lose, and one of them is a date to ask again |
# | **decision** | approves or rejects without a reason | a decision that follows from the risks | its conditions can be tested, each with an owner and a day; and it separates what the order requires of Amazon from what Murmur chooses |

# %% [markdown] essay
# A model answer, for the person who grades. Other answers are just as good.
#
# **How.** While a trip home is being shared, the app on the child's phone sends its location every five minutes. One
# service computes the time of arrival and passes only "ten minutes" to the speaker. The store `places` holds the
# latest point, under the device id. The map vendor gets a point with three decimals, without an id. Support sees
# nothing.
#
# **How long.** The latest point: until the child is home, at most two hours. At the vendor: one day, by contract.
# Backups: 30 days. The plan's 12 months would break our own page, which says 30 days. "Usual routes" can be learned on
# the phone, so no history leaves it.
#
# **Risks and safeguards.** A stranger who gets the points knows where the child lives, and when the child is alone on
# the road: we keep one point and no history, so a theft shows one moment and not a week. Someone at Murmur looks up a
# child: only the service reads `places`, and a daily report shows every other read to the privacy officer. A parent
# who lost custody watches the child: only a parent who may see the child's location can turn it on, and the phone shows
# the child that it is on. This does not stop a parent who is lying to us. A deletion misses the vendor: the nightly sweep
# plants a test device, and our officer is told when it is still there.
#
# **Alternatives not implemented.** *Everything on the phone*, so that no server sees a point: the best one, but older
# phones lose the estimate, which a fifth of our families have. We ask again on 1 March 2024. *No vendor*: our own maps
# would take a year, and three decimals without an id leave the vendor little. *Asking at every trip*: safer, but
# in our trial children stopped answering, and parents called the phone instead.
#
# **Decision.** Approved on four conditions: off until a parent turns it on (Family team, before launch); no history on
# our servers, shown by a test in every release (Platform, before launch); the vendor's deletion proven with the test
# device (privacy officer, 30 September); this statement reviewed after six months. The order asks for a statement like
# this from Amazon, for its own geolocation. It does not bind Murmur; we do it because the same mistakes are open to us.
