"""Signed addresses are those that another signer makes, and nothing of the environment goes into them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import obstore
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from obstore.store import AzureStore, GCSStore, S3Store

from goldsmith.buckets.credentials import CONCEALED, AccountKey, S3Keys, ServiceAccount, read_credentials
from goldsmith.buckets.signing import VALID_SECONDS, Place, sign_read
from goldsmith.errors import InvalidError

KEYS = S3Keys("AKIAEXAMPLE", "only/for+tests", None)
VALID = timedelta(seconds=VALID_SECONDS)
ODD = ["cat.jpg", "a/b c/ü%41+#?~*(x)'.jpg", "a%2Fb", "a//b", "/a", "猫/&=;,@:$!.png", "...", 'a"<>|\\^`{}[]']


@pytest.fixture(scope="module")
def account() -> dict[str, str]:
    """A service account's key file."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {"type": "service_account", "client_email": "reader@x.iam", "private_key": pem, "private_key_id": "1"}


def parts(address: str) -> tuple[str, str, str, dict[str, list[str]]]:
    split = urlsplit(address)
    return split.scheme, split.netloc, split.path, parse_qs(split.query)


def signed_at(address: str, name: str) -> datetime:
    return datetime.strptime(parts(address)[3][name][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.mark.parametrize("key", ["cat.jpg", "a/b c/ü%41+#?~*(x)'.jpg", "a%2Fb", "猫/&=;,@:$!.png"])
@pytest.mark.parametrize("token", [None, "FwoG/XIv+Yg=="])
def test_s3_is_signed_as_obstore_signs(key: str, token: str | None) -> None:
    endpoint = "https://s3.eu-central-1.amazonaws.com"
    known = {"access_key_id": KEYS.access_key_id, "secret_access_key": KEYS.secret_access_key, "endpoint": endpoint}
    store = S3Store("photos", region="eu-central-1", **known, **({"token": token} if token else {}))
    theirs = obstore.sign(store, "GET", key, VALID)
    keys = S3Keys(KEYS.access_key_id, KEYS.secret_access_key, token)
    ours = sign_read(Place("photos", "eu-central-1", endpoint), keys, key, signed_at(theirs, "X-Amz-Date"))
    assert parts(ours) == parts(theirs)


@pytest.mark.parametrize("key", ["cat.jpg", "a/b c/Küche.jpg"])
def test_google_is_signed_as_obstore_signs(key: str, account: dict[str, str]) -> None:
    store = GCSStore("photos", service_account_key=json.dumps(account | {"client_id": "1"}))
    theirs = obstore.sign(store, "GET", key, VALID)
    credentials = read_credentials("gs", account)
    ours = sign_read(Place("photos", None, None), credentials, key, signed_at(theirs, "X-Goog-Date"))
    assert parts(ours) == parts(theirs)


@pytest.mark.parametrize("key", ["cat.jpg", "2026/cat_1-2~3.jpg"])
def test_azure_is_signed_as_obstore_signs(key: str) -> None:
    store = AzureStore("photos", account_name="acme", account_key="a2V5a2V5")
    theirs = parts(obstore.sign(store, "GET", key, 2 * VALID))
    now = datetime.fromisoformat(theirs[3]["st"][0]) + VALID
    assert parts(sign_read(Place("photos", None, None), AccountKey("acme", "a2V5a2V5"), key, now)) == theirs


@pytest.mark.parametrize("key", ODD)
def test_a_signed_address_is_sent_as_it_was_signed(key: str, account: dict[str, str]) -> None:
    for credentials in (KEYS, read_credentials("gs", account), AccountKey("acme", "a2V5a2V5")):
        address = sign_read(Place("photos", "eu-central-1", None), credentials, key, datetime.now(UTC))
        sent = httpx.URL(address)
        assert f"{sent.scheme}://{sent.netloc.decode()}{sent.raw_path.decode()}" == address


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (Place("photos", "eu-central-1", None), "https://photos.s3.eu-central-1.amazonaws.com/a/b.jpg"),
        (Place("photos.acme", "eu-central-1", None), "https://s3.eu-central-1.amazonaws.com/photos.acme/a/b.jpg"),
        (Place("Photos_1", "eu-central-1", None), "https://s3.eu-central-1.amazonaws.com/Photos_1/a/b.jpg"),
        (Place("photos", "cn-north-1", None), "https://photos.s3.cn-north-1.amazonaws.com.cn/a/b.jpg"),
        (Place("photos", None, "http://10.0.0.1:9000"), "http://10.0.0.1:9000/photos/a/b.jpg"),
    ],
)
def test_where_a_bucket_of_s3_is(place: Place, address: str) -> None:
    assert sign_read(place, KEYS, "a/b.jpg", datetime.now(UTC)).partition("?")[0] == address


def test_nothing_of_the_environment_goes_into_an_address(
    monkeypatch: pytest.MonkeyPatch, account: dict[str, str]
) -> None:
    now, place = datetime.now(UTC), Place("photos", "eu-central-1", None)
    kinds = (KEYS, read_credentials("gs", account), AccountKey("acme", "a2V5a2V5"))
    before = [sign_read(place, each, "cat.jpg", now) for each in kinds]
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "REGION", "DEFAULT_REGION", "REQUEST_PAYER"):
        monkeypatch.setenv(f"AWS_{name}", "the-servers-own")
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "GOOGLE_BASE_URL", "AZURE_STORAGE_ENDPOINT"):
        monkeypatch.setenv(name, "https://the-servers-own.example")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere")
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", "the-servers-own")
    assert [sign_read(place, each, "cat.jpg", now) for each in kinds] == before


def test_of_a_key_file_only_what_signs_is_kept(account: dict[str, str]) -> None:
    kept = read_credentials("gs", account)
    assert kept == ServiceAccount(account["client_email"], account["private_key"])


@pytest.mark.parametrize(
    ("provider", "given"),
    [
        ("s3", {}),
        ("s3", {"access_key_id": "the-secret"}),
        ("s3", {"access_key_id": "a b", "secret_access_key": "the-secret"}),
        ("s3", {"access_key_id": "a", "secret_access_key": "the-secret\n"}),
        ("s3", {"access_key_id": "a", "secret_access_key": "the-secret", "role": "x"}),
        ("gs", {"client_email": "a@b", "private_key": "the-secret"}),
        ("gs", {"type": "authorized_user", "refresh_token": "the-secret"}),
        ("az", {"account_name": "a/../b", "account_key": "the-secret"}),
        ("az", {"account_name": "acme", "account_key": "the-secret"}),
    ],
)
def test_credentials_of_the_wrong_form_are_refused_and_not_repeated(provider: str, given: dict[str, str]) -> None:
    with pytest.raises(InvalidError) as refusal:
        read_credentials(provider, given)
    assert refusal.value.field == "credentials"
    assert "the-secret" not in refusal.value.message


def test_a_key_that_is_not_rsa_is_refused() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(InvalidError, match="no RSA key"):
        read_credentials("gs", {"client_email": "a@b", "private_key": pem.decode()})


def test_what_is_concealed_opens_only_for_its_customer_and_bucket() -> None:
    secret, customer, bucket = b"s" * 32, uuid4(), uuid4()
    concealed = CONCEALED.conceal(secret, customer, bucket, "the-secret")
    assert b"the-secret" not in concealed
    assert CONCEALED.reveal(secret, customer, bucket, concealed) == "the-secret"
    for others in ((b"t" * 32, customer, bucket), (secret, uuid4(), bucket), (secret, customer, uuid4())):
        with pytest.raises(InvalidError, match="register the bucket anew"):
            CONCEALED.reveal(*others, concealed)
