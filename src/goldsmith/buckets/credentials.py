"""What opens a bucket: keys that the customer gives, checked when they are given. Nothing is taken from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from goldsmith.concealing import Concealment
from goldsmith.errors import InvalidError

_BASE64: Final = r"^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/]=))?\Z"
Visible: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000, pattern=r"^[!-~]+\Z")]


class S3Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An access key of S3, or of a server that speaks its protocol."""

    access_key_id: Visible
    secret_access_key: Visible
    session_token: Visible | None = None


class ServiceAccount(msgspec.Struct, frozen=True):
    """What is used of a Google service account's key file; the rest of the file is left out."""

    client_email: Visible
    private_key: Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
    """RSA of up to 4,096 bits, in PEM."""


class AccountKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A storage account of Azure. The key is base 64, as the portal shows it."""

    account_name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]{3,24}\Z")]
    account_key: Annotated[str, msgspec.Meta(max_length=4_000, pattern=_BASE64)]


Credentials: TypeAlias = S3Keys | ServiceAccount | AccountKey
KINDS: Final[Mapping[str, type[Credentials]]] = {"s3": S3Keys, "gs": ServiceAccount, "az": AccountKey}
CONCEALED: Final = Concealment(
    purpose="bucket credentials",
    unreadable="The credentials of this bucket cannot be read, as this installation's secret has changed: "
    "register the bucket anew.",
    code="credentials_unreadable",
)
_WANTED: Final = {
    "s3": "An S3 bucket needs access_key_id and secret_access_key, and session_token where there is one.",
    "gs": "A Google bucket needs client_email and private_key, as a service account's JSON key file holds them.",
    "az": "An Azure container needs account_name and account_key.",
}


def read_credentials(provider: str, given: Mapping[str, str]) -> Credentials:
    """Check what was given. Raises InvalidError that repeats none of it."""
    try:
        credentials = msgspec.convert(given, KINDS[provider])
    except msgspec.ValidationError:
        raise InvalidError(_WANTED[provider], field="credentials") from None
    if isinstance(credentials, ServiceAccount):
        load_private_key(credentials, is_checked=False)
    return credentials


def load_private_key(account: ServiceAccount, *, is_checked: bool = True) -> RSAPrivateKey:
    """The RSA key that signs for a service account. The costly look at its numbers is taken once, when it is given."""
    try:
        key = load_pem_private_key(
            account.private_key.encode(), password=None, unsafe_skip_rsa_key_validation=is_checked
        )
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise InvalidError(
            "The private_key is no RSA key: give the service account's JSON key file as it is.", field="credentials"
        )
    return key
