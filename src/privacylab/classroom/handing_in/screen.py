"""Shows a hand-in on a terminal."""

from rich.box import SIMPLE_HEAD
from rich.table import Table

from privacylab.classroom.handing_in.pack import HandIn
from privacylab.classroom.handing_in.sending import SIGNED
from privacylab.grading.feedback.report import from_here
from privacylab.terminal import Terminal, bold
from privacylab.text import one_line


def show_hand_in(packed: HandIn, upload: str, console: Terminal) -> None:
    """Show the receipt, what is missing, and where to upload: upload is the course's text."""
    receipt, module = packed.receipt, packed.receipt.module
    console.print(bold(f"Receipt for {module}"))
    console.print(f"Packed by {one_line(receipt.learner) or 'an unnamed user'}")
    console.print(f"Packed at {receipt.at}, by this machine's clock")
    if packed.due:
        console.print(packed.due)
    table = Table("file", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("SHA-256", overflow="fold", min_width=32)
    for name, digest in receipt.files.items():
        table.add_row(one_line(name), digest)
    console.print(table)
    for title, lines in (("Missing", packed.missing), ("Not packed", packed.left_out)):
        if lines:
            console.print(bold(title))
        for line in lines:
            console.print(f"  {one_line(line)}")
    if packed.sent:
        console.print(bold("Handed in"))
        console.print(f"  The hub received it at {packed.sent}, and signed a receipt:")
        console.print(f"  {from_here(packed.zip.with_suffix(SIGNED))}", soft_wrap=True)
        console.print("  You can hand in again: the latest version of each notebook counts.")
        return
    console.print(bold("Next"))
    console.print(f"  Nothing has been sent yet. Upload {from_here(packed.zip)}", soft_wrap=True)
    to = one_line(upload) or (
        f"to the assignment for {module} in your course's learning platform, such as Canvas or "
        "Moodle. If your class has none, give it to your instructor"
    )
    console.print(f"  {to.rstrip('.')}.", soft_wrap=True)
    if packed.missing:
        console.print("  You can hand in again: the latest upload counts.")
