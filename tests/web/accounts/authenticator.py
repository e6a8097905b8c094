"""An authenticator in a few lines: what a phone or a key ring does with a passkey, and how one could cheat."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

PRESENT, VERIFIED, WITH_CREDENTIAL = 0x01, 0x04, 0x40


def plain(data: bytes) -> str:
    """Write bytes as WebAuthn does in JSON."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One passkey; what it says can be made wrong on purpose."""

    origin: str = "http://localhost"
    rp_id: str = "localhost"
    verifies: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"a passkey of the tests"

    def made(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer a request to make a passkey."""
        data = self._data(WITH_CREDENTIAL) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id
        numbers = self.key.public_key().public_numbers()
        point = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = {"fmt": "none", "attStmt": {}, "authData": data + cbor.encode(point)}
        response = {"attestationObject": plain(cbor.encode(attested))}
        return self._told(asked, response | {"clientDataJSON": plain(self._client("webauthn.create", asked))})

    def used(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer a request to use the passkey."""
        data, client = self._data(0), self._client("webauthn.get", asked)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "authenticatorData": plain(data),
            "signature": plain(signed),
            "clientDataJSON": plain(client),
        }
        return self._told(asked, response)

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        challenge = asked["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _told(self, asked: dict[str, Any], response: dict[str, str]) -> dict[str, Any]:
        credential = {
            "id": plain(self.id),
            "rawId": plain(self.id),
            "type": "public-key",
            "response": response,
        }
        return {"challenge": asked["challenge"], "credential": credential}
