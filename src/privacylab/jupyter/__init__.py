"""What the lab adds to JupyterLab: its settings, Check and Grade, and the command that opens it.

JupyterLab's server finds the extension here. The grader is never imported into the server: it is
loaded in a separate process (holder_process.py).
"""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from privacylab.jupyter.server_extension import ReportServer

    return [{"module": "privacylab.jupyter", "app": ReportServer}]
