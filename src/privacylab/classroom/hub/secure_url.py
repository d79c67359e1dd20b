"""Tells whether a token or a score can be sent to an address without anyone else reading it."""

from ipaddress import ip_address

import httpx


def is_secure(url: str) -> bool:
    """Return whether it is HTTPS, or HTTP to this machine, without a password or a fragment in it.

    httpx parses it because httpx sends: two parsers can read the same address differently.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        return False
    secure = parsed.scheme == "https" or (parsed.scheme == "http" and _is_loopback(parsed.host))
    return secure and bool(parsed.host) and not parsed.userinfo and not parsed.fragment


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
