"""A fake LMS: the platform's side of LTI 1.3, as far as a launch and its scores need it."""

import json
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm

from privacylab.classroom.hub.lti.launch import CLAIM, GRADES, SCORE_SCOPE

CLIENT, TOKEN, KEY_ID = "client-1", "a token", "platform-1"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RIGHT, LOST = "right", "lost"
FORM = """<form method="post" action="{}"><input name="id_token" value="{}">
<input name="state" value="{}"></form><script>document.forms[0].submit()</script>"""


class FakePlatform(ThreadingHTTPServer):
    """An LMS on a free port of 127.0.0.1, until shutdown().

    tool_keys  the address of the hub's key set
    scores     by module and user, what the gradebook has
    answers    what the next POSTs get in place of the right answer: a status, a status with a
               header, nothing (after so many seconds), LOST: 504, although all went well, or RIGHT
    """

    daemon_threads = True

    def __init__(self, tool_keys=""):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.url, self.tool_keys = f"http://127.0.0.1:{self.server_port}", tool_keys
        self.key = generate_private_key(65537, 2048)
        self.scores, self.answers, self.asked, self._used = {}, [], [], set()
        Thread(target=self.serve_forever, daemon=True).start()

    def line_item(self, module):
        return f"{self.url}/items/{module}?type_id=1"

    def claims(self, subject, nonce, module, /, **changed):
        """What an ID token says; changed adds claims, and None removes one."""
        now = int(time.time())
        found = {"iss": self.url, "aud": CLIENT, "sub": subject, "nonce": nonce}
        found |= {"iat": now, "exp": now + 60, "name": "Ada Lovelace", "email": "ada@uni.example"}
        lti = {"version": "1.3.0", "message_type": "LtiResourceLinkRequest", "deployment_id": "7"}
        lti |= {"roles": [], "target_link_uri": "/", "resource_link": {"id": "1", "title": module}}
        found |= {f"{CLAIM}{name}": value for name, value in lti.items()}
        found |= {GRADES: {"scope": [SCORE_SCOPE], "lineitem": self.line_item(module)}} | changed
        return {name: value for name, value in found.items() if value is not None}

    def signed(self, claims):
        return jwt.encode(claims, self.key, "RS256", headers={"kid": KEY_ID})


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        """The authorization endpoint, which knows who is there, and the public keys."""
        place = urlsplit(self.path)
        if place.path == "/authorize":
            asked = dict(parse_qsl(place.query))
            assert (asked["client_id"], asked["response_mode"]) == (CLIENT, "form_post")
            who, module = asked["login_hint"], asked["lti_message_hint"]
            token = self.server.signed(self.server.claims(who, asked["nonce"], module))
            return self._say(200, FORM.format(asked["redirect_uri"], token, asked["state"]))
        public = RSAAlgorithm.to_jwk(self.server.key.public_key(), as_dict=True)
        return self._say(200, {"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(urlsplit(self.path).path)
        instead = self.server.answers.pop(0) if self.server.answers else RIGHT
        if isinstance(instead, float):
            return time.sleep(instead)
        if instead in (RIGHT, LOST):
            right = self._token(body) if self.path == "/token" else self._score(body)
            return self._say(*(right if instead == RIGHT else (504, {})))
        status, *header = instead if isinstance(instead, tuple) else (instead,)
        return self._say(status, {}, *header)

    def _token(self, body):
        form, audience = dict(parse_qsl(body.decode())), f"{self.server.url}/token"
        sent, required = form["client_assertion"], ["iss", "sub", "aud", "exp", "iat", "jti"]
        try:
            key = jwt.PyJWKClient(self.server.tool_keys).get_signing_key_from_jwt(sent)
            options = {"require": required}
            facts = jwt.decode(sent, key, ["RS256"], options, audience=audience, issuer=CLIENT)
        except jwt.PyJWTError as error:
            return 401, {"error": "invalid_client", "error_description": str(error)}
        if facts["jti"] in self.server._used or facts["sub"] != CLIENT:
            return 401, {"error": "invalid_client", "error_description": "used, or another's"}
        self.server._used.add(facts["jti"])
        if form["grant_type"] != "client_credentials" or form["scope"] != SCORE_SCOPE:
            return 400, {"error": "invalid_scope"}
        return 200, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}

    def _score(self, body):
        place, score = urlsplit(self.path), json.loads(body)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {}
        if self.headers["Content-Type"] != SCORE_TYPE or place.query != "type_id=1":
            return 400, {}
        key = (place.path.removeprefix("/items/").removesuffix("/scores"), score["userId"])
        before, at = self.server.scores.get(key), datetime.fromisoformat(score["timestamp"])
        if before and datetime.fromisoformat(before["timestamp"]) >= at:
            return 409, {}
        self.server.scores[key] = score
        return 200, {}

    def _say(self, status, content, header=("X-None", "")):
        self.send_response(status)
        self.send_header(*header)
        self.send_header("Content-Type", "text/html" if isinstance(content, str) else "text/json")
        self.end_headers()
        self.wfile.write((content if isinstance(content, str) else json.dumps(content)).encode())

    def log_message(self, *words):
        pass
