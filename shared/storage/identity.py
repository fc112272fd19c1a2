"""Who people are, kept apart and sealed: opaque ids, blind indexes, ciphertext (architecture §3).

Everything here is a pure function of its keys, so a repeated import writes the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.storage.clients import client
from shared.storage.packing import SHORT, deflated, unpacked
from shared.storage.settings import setting

ID_LENGTH = 20  # base32 letters: 100 bits
_DATA_KEY_BYTES = 64  # AES-256-SIV takes two keys of 32 bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """HMAC keys derived from one secret. ``household`` is behind ids that people write down: it never rotates."""

    household: bytes
    blind: bytes
    content: bytes

    @classmethod
    def derive(cls, secret: str) -> Keys:
        # here, because most calls of the API touch no identity, and its import is a tenth of a cold start
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        def part(label: str) -> bytes:
            return HKDF(SHA256(), 32, salt=None, info=f"sitthi/{label}".encode()).derive(secret.encode())

        return cls(part("household-id"), part("blind-index"), part("content"))

    def household_id(self, house_code: str, household_no: int) -> str:
        """Two imports, in any order, name a household the same; two families in one house stay two."""
        return _short(self.household, f"household|{house_code}|{household_no}", ID_LENGTH)

    def member_of(self, citizen_id: str) -> str:
        """A person with a citizen id is the same member wherever they live."""
        return "m" + _short(self.household, f"citizen|{citizen_id}", 16)

    def member_without_number(self, household_id: str, name: str, born: str, nth: int) -> str:
        """An unregistered person is known by household, name and birth; ``nth`` tells namesakes apart."""
        return "m" + _short(self.household, f"person|{household_id}|{plain(name)}|{born}|{nth}", 16)

    def officer_of(self, address: str) -> str:
        """An officer has one id, whichever file names them."""
        return "o" + _short(self.household, f"officer|{address}", 16)

    def blind_index(self, citizen_id: str) -> str:
        """Finds a citizen id without showing it."""
        return _short(self.blind, citizen_id, 32)

    def field_mark(self, household_id: str, subject: str, name: str, value: str) -> str:
        """Equal values of one field of one person have equal marks; across people they tell nothing."""
        text = f"field|{household_id}|{subject}|{name}|{plain(value)}"  # many a person, so the quickest keyed hash
        return hashlib.blake2b(text.encode(), digest_size=8, key=self.content).hexdigest()

    def content_digest(self, content: bytes) -> str:
        """Equal surveys have equal digests; a digest cannot be guessed back into names."""
        return _short(self.content, content, 26)


def plain(text: str) -> str:
    """One form of a text: composed letters, single spaces, a decomposed sara am joined."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u0e4d\u0e32", "\u0e33").split())


_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


def _short(key: bytes, text: str | bytes, letters: int) -> str:
    """The first ``letters`` (an even number) of the HMAC in base32; the library's own encoder is ten times slower."""
    data = text.encode() if isinstance(text, str) else text
    size = (letters * 5 + 7) // 8
    number = int.from_bytes(hmac.digest(key, data, "sha256")[:size], "big") >> (size * 8 - letters * 5)
    pairs = _PAIRS
    return "".join([pairs[number >> at & 1023] for at in range(letters * 5 - 10, -1, -10)])


@cache
def _keys_of(secret_arn: str) -> Keys:
    found = client("secretsmanager").get_secret_value(SecretId=secret_arn)
    return Keys.derive(found["SecretString"])


def keys_of_stack() -> Keys:
    """The keys of this installation, fetched once a process."""
    return _keys_of(setting("IDENTITY_SECRET_ARN"))


class Seal:
    """Seals identities under one import's data key; the household id is bound in, so items cannot be swapped."""

    def __init__(self, data_key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # see Keys.derive

        self._cipher = AESSIV(data_key)

    def close(self, household_id: str, body: Mapping[str, Any]) -> bytes:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()  # in the order given
        plain = text if len(text) <= SHORT else deflated(text)
        return self._cipher.encrypt(plain, [household_id.encode()])

    def open(self, household_id: str, sealed: bytes) -> dict[str, Any]:
        """Raises cryptography's InvalidTag when the item is not this household's or was altered."""
        plain = self._cipher.decrypt(sealed, [household_id.encode()])
        body: dict[str, Any] = json.loads(plain if plain.startswith(b"{") else unpacked(plain))
        return body


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
