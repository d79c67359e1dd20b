"""What Ben tries on the hub of a class, as his own account, with his own token and his own browser.

Each function tries one way, and returns what it got that is not his: nothing, it has to be.
"""

import http.client
import io
import json
import stat
import time
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from class_on_a_hub import ADA, BEN, EXERCISE, MODULE, NOTEBOOK, SERVICE, ClassOnHub

from privacylab.classroom.handing_in.receipt import RECEIPT

SECRET = "a hold stops the deletion of what is due or overdue"  # a hidden check of the exercise
FEEDBACK = f"{SERVICE}feedback/{MODULE}/{EXERCISE}.html"
OTHERS_PROCESSES = """
import os, pathlib, sys
for one in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        command = (one / "cmdline").read_bytes()
        if one.stat().st_uid == os.getuid() or sys.argv[1].encode() not in command:
            continue
    except OSError:
        continue
    print("a token is in", command) if b"token" in command.lower() else None
    for name in ("environ", "mem", "maps", "root/etc/shadow", "cwd/hub/key.pem", "fd/3", "auxv"):
        try:
            (one / name).open("rb").read(1)
        except OSError:
            continue
        print("can read", name, "of", command)
"""


def got(hub: ClassOnHub, *command: str | Path) -> str:
    """What a command of Ben's prints."""
    return hub.learners[BEN].account.run(*command).stdout


def packed(hub: ClassOnHub, name: str = BEN, **more: bytes) -> bytes:
    """A zip of a learner's notebook, with more files, by name."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        path = hub.learners[name].account.home / "privacylab" / NOTEBOOK
        archive.writestr(path.name, path.read_bytes())
        for one, content in more.items():
            archive.writestr(one, content)
    return held.getvalue()


def send(hub: ClassOnHub, content: bytes, to: str = MODULE, **more: str) -> httpx.Response:
    """Hand in with Ben's token."""
    headers = hub.learners[BEN].header | more
    return httpx.post(f"{hub.url}{SERVICE}hand-in/{to}", content=content, headers=headers)


def kept(hub: ClassOnHub, name: str) -> dict[str, bytes]:
    """Whatever the hub's service and the class hold in a learner's name."""
    return {
        str(path): path.read_bytes()
        for folder in ("hub/handed-in", "hub/receipts", "hub/feedback", "submitted")
        for path in (hub.home / folder / name).rglob("*")
        if path.is_file()
    }


def solutions_by_path(hub):
    folder = hub.clone / "solutions" / MODULE / EXERCISE
    assert SECRET in (folder / "exercise.py").read_text()
    return "".join(
        got(hub, *words.format(path).split())
        for words in ("cat {}", "ls {}", "find {} -mindepth 1", "grep -r hold {}")
        for path in (folder / "exercise.py", folder, hub.clone, hub.clone / "course")
    )


def solutions_by_git(hub):
    shown = f"HEAD:solutions/{MODULE}/{EXERCISE}/exercise.py"
    history = ["git", "-c", "safe.directory=*", "--git-dir"]
    everywhere = ["find", hub.top, "-name", ".git"]
    return (
        got(hub, *history, hub.clone / ".git", "show", shown)
        + got(hub, *history, hub.bundle / ".git", "log")
        + got(hub, *everywhere)
    )


def solutions_by_the_installed_package(hub):
    code = "import privacylab, sysconfig; print(privacylab.__file__, sysconfig.get_path('purelib'))"
    package, libraries = got(hub, hub.python, "-c", code).split()
    places = [Path(package).parent, *Path(libraries).glob("privacylab*"), hub.bundle]
    return got(hub, "grep", "-rlF", "--exclude-dir=site-packages", SECRET, *places)


def others_processes(hub):
    return got(hub, hub.python, "-c", OTHERS_PROCESSES, hub.top)


def adas_home(hub):
    home = hub.learners[ADA].account.home
    mine = got(hub, "ls", home) + got(hub, "cat", home / "privacylab" / NOTEBOOK)
    return mine + got(hub, "sh", "-c", f"touch {home}/x && echo written")


def the_service_s_folder(hub):
    folder = hub.home / "hub"
    assert (folder / "handed-in" / ADA).is_dir() and (folder / "key.pem").is_file()
    read = got(hub, "find", folder) + got(hub, "cat", folder / "key.pem")
    forged = f"mkdir {folder}/handed-in/{ADA}-2 && echo written"
    return read + got(hub, "sh", "-c", forged)


def adas_server(hub):
    ben, found = hub.learners[BEN], ""
    for path in ("lab", f"api/contents/{NOTEBOOK}", f"files/{NOTEBOOK}", "api/terminals"):
        for headers in ({}, ben.header):
            answer = ben.browser.get(f"/user/{ADA}/{path}", headers=headers)
            found += answer.text if answer.status_code == 200 else ""
    return found


def the_hub_s_own_requests(hub):
    found = ""
    for path in ("users", f"users/{ADA}", f"users/{ADA}/tokens", "services", "groups", "proxy"):
        answer = httpx.get(f"{hub.url}/hub/api/{path}", headers=hub.learners[BEN].header)
        found += answer.text * (answer.status_code == 200)
    return found


def handing_in_as_ada(hub):
    before = kept(hub, ADA)
    receipt = json.dumps({"learner": ADA, "module": MODULE, "at": "", "files": {}}).encode()
    content = packed(hub, **{RECEIPT: receipt})
    headers = ("Remote-User", "X-Forwarded-User", "X-JupyterHub-User", "X-Learner", "From")
    answers = [
        send(hub, content, **{one: ADA for one in headers}),
        send(hub, content, **{"Content-Disposition": f'attachment; filename="{ADA}.zip"'}),
        send(hub, content, to=f"{MODULE}?learner={ADA}&user={ADA}&name={ADA}"),
        send(hub, packed(hub, ADA), **{"Cookie": f"learner={ADA}"}),
        send(hub, content, to=f"..%2f..%2f{ADA}%2f{MODULE}"),
        send(hub, content, to=f"{MODULE}/{ADA}"),
    ]
    assert [one.status_code for one in answers] == [201, 201, 201, 201, 404, 404]
    signed = [json.loads(one.json()["receipt"])["learner"] for one in answers[:4]]
    assert signed == [BEN] * 4
    hub.grader("collect", hub.home / "hub" / "handed-in")
    return "" if kept(hub, ADA) == before else "something is in Ada's name"


def adas_feedback(hub):
    browser, found = hub.learners[BEN].browser, ""
    assert ADA in hub.learners[ADA].browser.get(FEEDBACK).text
    places = (
        FEEDBACK,
        f"{FEEDBACK}?learner={ADA}",
        f"{SERVICE}feedback/{ADA}/{MODULE}/{EXERCISE}.html",
        f"{SERVICE}feedback/{ADA}/{EXERCISE}.html",
    )
    for place in places:
        for headers in ({}, hub.learners[BEN].header | {"Remote-User": ADA}):
            text = browser.get(place, headers=headers).text
            found += text * (ADA in text)
    return found


def a_path_that_leads_out(hub):
    (receipt,) = [one.name for one in (hub.home / "hub" / "receipts" / ADA).glob("*.json")]
    found = ""
    for out in ("..", "%2e%2e", "..%2f", "%2e%2e%2f", "..%5c", "....//", "%252e%252e%252f"):
        for path in (
            f"receipts/{out}/{ADA}/{receipt}",
            f"feedback/{out}/{ADA}/{MODULE}/{EXERCISE}.html",
            f"feedback/{MODULE}/{out}/{out}/{ADA}/{MODULE}/{EXERCISE}.html",
            f"{out}/{out}/{out}/{out}/etc/passwd",
            f"{out}/hub/key.pem",
        ):
            text = _as_it_is(hub, f"{SERVICE}{path}")
            found += text * (ADA in text or "root:" in text or "PRIVATE KEY" in text)
    return found


def _as_it_is(hub: ClassOnHub, path: str) -> str:
    """Ask for an address that a browser would tidy up first."""
    connection = http.client.HTTPConnection(urlsplit(hub.url).netloc, timeout=30)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in hub.learners[BEN].header.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.read().decode(errors="replace") if answer.status == 200 else ""
    finally:
        connection.close()


def a_link_in_the_zip(hub):
    held = io.BytesIO(packed(hub))
    with zipfile.ZipFile(held, "a") as archive:
        link = zipfile.ZipInfo("helper.csv")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, f"/home/{hub.teacher.name}/class/hub/key.pem")
    return _not_taken(hub, held.getvalue(), 422, "helper.csv: it is a link")


def a_name_that_leads_out_of_the_zip(hub):
    content = packed(hub, **{f"../../{ADA}/{EXERCISE}.ipynb": b"{}"})
    return _not_taken(hub, content, 422, "its name would lead out of the folder")


def a_zip_bomb(hub):
    return _not_taken(hub, packed(hub, **{"big.csv": bytes(60 << 20)}), 422, "as a zip bomb does")


def no_zip(hub):
    return _not_taken(hub, b"PK no zip", 422, "it is not a zip, or is incomplete")


def another_module(hub):
    return _not_taken(hub, packed(hub), 422, "has no notebook of 02_retention", "02_retention")


def too_much(hub):
    """Only the beginning is sent: the service says no before it reads 600 MB."""
    connection = http.client.HTTPConnection(urlsplit(hub.url).netloc, timeout=30)
    try:
        connection.putrequest("POST", f"{SERVICE}hand-in/{MODULE}")
        connection.putheader("Content-Length", str(600 << 20))
        for name, value in hub.learners[BEN].header.items():
            connection.putheader(name, value)
        connection.endheaders(b"PK")
        answer = connection.getresponse()
        said = json.loads(answer.read())["message"]
    finally:
        connection.close()
    assert (answer.status, said.partition(":")[0]) == (413, "The zip is larger than 256 MB")
    return ""


def _not_taken(
    hub: ClassOnHub, content: bytes, status: int, says: str, module: str = MODULE
) -> str:
    before = kept(hub, BEN)
    answer = send(hub, content, module)
    assert answer.status_code == status and says in answer.json()["message"], answer.text
    return "" if kept(hub, BEN) == before else "something was kept"


def _xsrf(browser: httpx.Client) -> dict[str, str]:
    """What the hub's own pages send along."""
    return {"X-XSRFToken": browser.cookies.get("_xsrf", path="/hub/") or ""}


def a_token_without_the_right(hub):
    browser, before = hub.learners[BEN].browser, kept(hub, BEN)
    xsrf = _xsrf(browser)
    for scopes in (["read:users:name!user"], ["users:activity!user"]):
        made = browser.post(f"/hub/api/users/{BEN}/tokens", json={"scopes": scopes}, headers=xsrf)
        assert made.status_code == 201, made.text
        header = {"Authorization": f"token {made.json()['token']}"}
        sent = httpx.post(
            f"{hub.url}{SERVICE}hand-in/{MODULE}", content=packed(hub), headers=header
        )
        read = httpx.get(f"{hub.url}{FEEDBACK}", headers=header)
        assert (sent.status_code, read.status_code) == (403, 403)
    return "" if kept(hub, BEN) == before else "something was kept"


def a_page_on_another_site(hub):
    """Ada's browser follows a page of Ben's, and brings its cookies along."""
    before, found = kept(hub, ADA), ""
    for headers in (
        {},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "same-origin"},
    ):
        answer = hub.learners[ADA].browser.post(
            f"{SERVICE}hand-in/{MODULE}", content=packed(hub), headers=headers
        )
        found += answer.text * (answer.status_code != 403)
    return found if kept(hub, ADA) == before else "something was kept"


def a_forged_receipt(hub):
    (path,) = [
        one for one in (hub.learners[ADA].account.home / "privacylab" / "handed-in").glob("*.json")
    ]
    signature = path.with_name(f"{path.name}.sig")
    assert _verifies(hub, path.read_bytes(), signature.read_bytes())
    forged = path.read_bytes().replace(ADA.encode(), BEN.encode())
    return "it verifies" * _verifies(hub, forged, signature.read_bytes())


def _verifies(hub: ClassOnHub, receipt: bytes, signature: bytes) -> bool:
    """As the page says that anyone can."""
    ben = hub.learners[BEN].account
    key = httpx.get(f"{hub.url}{SERVICE}key.pub").content
    for name, content in (("key.pub", key), ("r.json", receipt), ("r.json.sig", signature)):
        (ben.home / name).write_bytes(content)
        (ben.home / name).chmod(0o644)
    command = "openssl pkeyutl -verify -pubin -inkey key.pub -rawin -in r.json -sigfile r.json.sig"
    return ben.run(*command.split()).returncode == 0


def a_session_after_logout(hub):
    """The cookies of a browser are copied, and used once its owner has logged out."""
    ben = hub.learners[BEN].browser
    assert ben.get(FEEDBACK, follow_redirects=False).status_code == 200
    with httpx.Client(base_url=hub.url, cookies=ben.cookies) as stolen:
        assert stolen.get(FEEDBACK).status_code == 200
        ben.get("/hub/logout")
        after = stolen.get(FEEDBACK)
    return after.text * (after.status_code == 200)


def a_token_after_the_server_ended(hub):
    ben, place = hub.learners[BEN], f"{hub.url}{FEEDBACK}"
    assert httpx.get(place, headers=ben.header).status_code == 200
    server = f"/hub/api/users/{BEN}/server"
    end = time.monotonic() + 60
    while ben.browser.delete(server, headers=_xsrf(ben.browser)).status_code != 204:
        assert time.monotonic() < end, "the server did not end"
        time.sleep(0.2)
    answers = [httpx.get(place, headers=ben.header), send(hub, packed(hub))]
    return "".join(one.text for one in answers if one.status_code in (200, 201))


ATTACKS = (
    *(solutions_by_path, solutions_by_git, solutions_by_the_installed_package, others_processes),
    *(adas_home, the_service_s_folder, adas_server, the_hub_s_own_requests),
    *(handing_in_as_ada, adas_feedback, a_path_that_leads_out, a_forged_receipt),
    *(a_link_in_the_zip, a_name_that_leads_out_of_the_zip, a_zip_bomb, no_zip, another_module),
    *(too_much, a_token_without_the_right, a_page_on_another_site),
    *(a_token_after_the_server_ended, a_session_after_logout),  # the last two end what he has
)
