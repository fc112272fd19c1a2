"""Who people are, kept apart and sealed: opaque ids, blind indexes, ciphertext (architecture §3).

Everything here is a pure function of its keys, so a repeated import writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import time
import unicodedata
from binascii import b2a_base64
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shared.domain.survey_text import spelled_out
from shared.storage.clients import client
from shared.storage.packing import SHORT, deflated, unpacked
from shared.storage.settings import setting

ID_LENGTH = 20  # base32 letters: 100 bits
_DATA_KEY_BYTES = 64  # AES-256-SIV takes two keys of 32 bytes
KEPT_SECONDS = 300  # how long a process goes on with keys that it has read


class KeysChanging(Exception):
    """The key behind blind indexes is being changed: for half an hour nobody is found or claimed by a number."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What lies in the vault. ``layers``: keys that blind indexes were changed to, oldest first.

    ``coming``: the key of a change under way; nobody works while it stands. ``paused_at``: since when, ISO 8601.
    """

    root: str
    layers: tuple[str, ...] = ()
    coming: str | None = None
    paused_at: str | None = None

    @classmethod
    def parse(cls, text: str) -> Secret:
        """A secret that never changed is its root alone, as the template makes it: any characters, a brace first too."""
        if not text.startswith('{"root"'):
            return cls(text)
        told = json.loads(text)
        return cls(told["root"], tuple(told["layers"]), told.get("coming"), told.get("paused_at"))

    def text(self) -> str:
        told = {"root": self.root, "layers": list(self.layers)}
        return json.dumps(
            told | ({"coming": self.coming, "paused_at": self.paused_at} if self.coming else {})
        )


class _Mac:
    """HMAC-SHA256 with the key worked in beforehand: the library begins anew with each text."""

    __slots__ = ("inner", "outer")

    def __init__(self, key: bytes, begin: bytes = b"") -> None:
        block = key.ljust(64, b"\0")
        self.inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + begin)
        self.outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def digest(self, text: bytes) -> bytes:
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(text)
        outer.update(inner.digest())
        return outer.digest()


@dataclass(frozen=True)
class Keys:
    """Keys derived from one secret: of HMACs, of the keyed BLAKE2b that tells contents apart, and of officials' names.

    ``household`` is behind ids that people write down: it never rotates. ``layers``: each change of the blind index's
    key is an HMAC over the index before it, so that stored indexes are renewed without opening anybody's number.
    """

    household: bytes
    blind: bytes
    content: bytes
    layers: tuple[bytes, ...] = ()
    names: bytes = b""

    @classmethod
    def derive(cls, secret: str) -> Keys:
        # here, because most calls of the API touch no identity, and its import is a tenth of a cold start
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        told = Secret.parse(secret)

        def part(label: str, root: str = told.root, size: int = 32) -> bytes:
            return HKDF(SHA256(), size, salt=None, info=f"sitthi/{label}".encode()).derive(root.encode())

        layers = tuple(part("blind-index", layer) for layer in told.layers)
        names = part("officer-name", size=_DATA_KEY_BYTES)
        return cls(part("household-id"), part("blind-index"), part("content"), layers, names)

    @cached_property
    def _macs(self) -> tuple[_Mac, _Mac, _Mac, Any]:
        """Of households, of citizens' members, of blind indexes and of contents."""
        return (
            _Mac(self.household, b"household|"),
            _Mac(self.household, b"citizen|"),
            _Mac(self.blind),
            hashlib.blake2b(digest_size=16, key=self.content),
        )

    def household_id(self, house_code: str, household_no: int) -> str:
        """Two imports, in any order, name a household the same; two families in one house stay two."""
        return _short(self._macs[0].digest(f"{house_code}|{household_no}".encode()), ID_LENGTH)

    def member_of(self, citizen_id: str) -> str:
        """A person with a citizen id is the same member wherever they live."""
        return self.known(citizen_id)[0]

    def known(self, citizen_id: str) -> tuple[str, str]:
        """Member id and blind index of a person."""
        number, (_, member, blind, _) = citizen_id.encode(), self._macs
        bits, pairs = int.from_bytes(member.digest(number)[:10], "big"), _PAIRS
        index = b2a_base64(blind.digest(number)[:20], newline=False)[:27].decode()
        return (
            f"m{pairs[bits >> 70]}{pairs[bits >> 60 & 1023]}{pairs[bits >> 50 & 1023]}{pairs[bits >> 40 & 1023]}"
            f"{pairs[bits >> 30 & 1023]}{pairs[bits >> 20 & 1023]}{pairs[bits >> 10 & 1023]}{pairs[bits & 1023]}",
            self.renewed(index) if self.layers else index,
        )

    def member_without_number(self, household_id: str, name: str, born: str, nth: int) -> str:
        """An unregistered person is known by household, name and birth; ``nth`` tells namesakes apart."""
        return "m" + self._rare(f"person|{household_id}|{plain(name)}|{born}|{nth}")

    def officer_of(self, address: str) -> str:
        """An officer has one id, whichever file names them."""
        return "o" + self._rare(f"officer|{address}")

    def _rare(self, text: str) -> str:
        return _short(_Mac(self.household).digest(text.encode()), 16)

    def blind_index(self, citizen_id: str) -> str:
        """Finds a citizen id without showing it."""
        return self.known(citizen_id)[1]

    def renewed(self, blind: str) -> str:
        """A stored blind index as it is today: one after ``n`` changes of the key begins with ``n.``."""
        done = generation(blind)
        for number, layer in enumerate(self.layers[done:], done + 1):
            digest = _Mac(layer).digest(blind.encode())[:20]
            blind = f"{number}.{b2a_base64(digest, newline=False)[:27].decode()}"
        return blind

    def content_digest(self, content: str) -> str:
        """Equal surveys have equal digests; a digest cannot be guessed back into names."""
        mac = self._macs[3].copy()
        mac.update(content.encode())
        return b2a_base64(mac.digest(), newline=False).decode().rstrip("=")


def plain(text: str) -> str:
    """One form of a text: composed letters, single spaces, a decomposed sara am joined."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u0e4d\u0e32", "\u0e33").split())


_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_SHIFTS = {letters: range(letters * 5 - 10, -1, -10) for letters in (16, ID_LENGTH)}
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


def _short(digest: bytes, letters: int) -> str:
    """The first ``letters`` (16 or 20) of a digest in base32; the library's own encoder is ten times slower."""
    size = (letters * 5 + 7) // 8
    number = int.from_bytes(digest[:size], "big") >> (size * 8 - letters * 5)
    pairs = _PAIRS
    return "".join([pairs[number >> at & 1023] for at in _SHIFTS[letters]])


def generation(blind: str) -> int:
    """How often the key had changed when this blind index was made."""
    return int(blind.partition(".")[0]) if "." in blind else 0


_kept: dict[str, tuple[float, Keys | None]] = {}


def keys_of_stack() -> Keys:
    """The keys of this installation, fetched anew every five minutes, so that a change reaches every process.

    Raises KeysChanging.
    """
    arn, now = setting("IDENTITY_SECRET_ARN"), time.monotonic()
    until, keys = _kept.get(arn, (0.0, None))
    if now >= until:
        text = client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        keys = None if Secret.parse(text).coming else Keys.derive(text)
        _kept[arn] = (now + KEPT_SECONDS, keys)
    if keys is None:
        raise KeysChanging
    return keys


class Seal:
    """Seals identities under one import's data key; the household id is bound in, so items cannot be swapped.

    ``before``: the key that items not yet sealed anew lie under, while data keys are being changed.
    """

    def __init__(self, data_key: bytes, before: bytes | None = None) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # see Keys.derive

        self._cipher = AESSIV(data_key)
        self._before = Seal(before) if before is not None else None

    def close(self, household_id: str, body: str) -> bytes:
        """``body``: JSON in the form of ``survey_text``."""
        text = body.encode()
        plain = text if len(text) <= SHORT else deflated(text)
        return self._cipher.encrypt(plain, [household_id.encode()])

    def open(self, household_id: str, sealed: bytes) -> dict[str, Any]:
        """Raises cryptography's InvalidTag when the item is not this household's or was altered."""
        plain = self._plain(household_id, sealed)
        text = spelled_out(plain.decode()) if plain.startswith(b"{") else unpacked(plain)
        body: dict[str, Any] = json.loads(text)
        return body

    def sealed_again(self, household_id: str, sealed: bytes) -> bytes | None:
        """The same identity under the newer key; None when it lies under that already. Raises InvalidTag."""
        again = self._cipher.encrypt(self._plain(household_id, sealed), [household_id.encode()])
        return None if again == sealed else again

    def _plain(self, household_id: str, sealed: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed, [household_id.encode()])
        except InvalidTag:
            if self._before is None:
                raise
            return self._before._plain(household_id, sealed)


def new_data_key(name: str, of: str = "import") -> tuple[bytes, bytes]:
    """A fresh data key for one import, or for one ``of`` something else: (plain, as the KMS key sealed it)."""
    made = client("kms").generate_data_key(
        KeyId=setting("IDENTITY_KEY_ARN"),
        NumberOfBytes=_DATA_KEY_BYTES,
        EncryptionContext={of: name},
    )
    return made["Plaintext"], made["CiphertextBlob"]


def open_data_key(name: str, sealed: bytes, of: str = "import") -> bytes:
    """The data key that those identities are sealed under."""
    opened: bytes = client("kms").decrypt(
        CiphertextBlob=sealed,
        KeyId=setting("IDENTITY_KEY_ARN"),
        EncryptionContext={of: name},
    )["Plaintext"]
    return opened
