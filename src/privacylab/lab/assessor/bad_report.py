"""An invented report that claims more than its findings do, beside those findings."""

from html import escape

from privacylab.lab.display.html import Fragment, table

# requirement, version, verdict, method, what was read, deviations, limits
FINDINGS = (
    ("AUD-20 access gate", "v2", "met", "reperformed", "60 of 4,210", "0", ""),
    ("AUD-20 access gate", "v3", "not tested", "", "", "", "all days since 20 May 2025"),
    ("AUD-19 independent review", "", "gap", "reconciled", "40 of 310", "2", ""),
    ("AUD-31 account security", "", "met", "inquiry", "0 of 52", "0", "no setting read"),
    ("DEL-13 deletion", "", "met", "recomputed", "60 of 1,904", "0", "backups not read"),
    ("RET-08 nightly sweep", "", "met", "recomputed", "730 of 730", "0", ""),
)
SENTENCES = (
    "Four of five requirements are met, so the program is effective overall.",
    "The access gate was effective from 16 Mar 2024 to 15 Mar 2026.",
    "Every deletion of the period was carried out.",
    "The nightly sweep ran 730 times. We recomputed every run and found no deviation.",
    "Two reviews had no documented reason: those of Nora Vale's and Ada Quill's recordings.",
    "Prior gap G-1 (DEL-05) is closed: management confirmed it in writing.",
    "Our findings don't rely primarily on assertions or attestations by management.",
    "The assessment team worked 412 hours.",
    "The period ended on 15 Mar 2026. This report was completed on 15 May 2026, within 60 days.",
)
ANSWERS = (
    "Only DEL-13 and RET-08 are met: AUD-20 v3 isn't tested, AUD-31 rests on inquiry, and AUD-19 "
    "has a gap. One gap is enough for the program not to be met.",
    "Since 20 May 2025, v3 is in effect, and no one tested it.",
    "60 of 1,904 deletions were read, and no backup.",
    "You could sign this one.",
    "It names people whose recordings were reviewed.",
    "No finding is about DEL-05. Management's word doesn't close a gap.",
    "The one about AUD-31 does.",
    "The order asks for the hours of each member of the team.",
    "15 May is the 61st day after 15 Mar.",
)


def bad_report() -> Fragment:
    """Show the findings of one assessment of Porchlight, and the report that someone wrote."""
    header = ["requirement", "version", "verdict", "method", "read", "deviations", "limits"]
    found = table(header, [[escape(cell) for cell in row] for row in FINDINGS], "What they found")
    numbered = [(str(number), escape(one)) for number, one in enumerate(SENTENCES, 1)]
    said = table(["", "sentence"], numbered, "What the report says")
    numbered = [(str(number), escape(one)) for number, one in enumerate(ANSWERS, 1)]
    wrong = table(["", "what's wrong with it"], numbered)
    folded = f"<details><summary>What's wrong with each sentence</summary>{wrong.html}</details>"
    text = "\n\n".join([found.text, said.text, wrong.text])
    return Fragment(found.html + said.html + folded, text)
