"""Signed paths: bound to path, customer and expiry."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import ForbiddenError
from goldsmith.ports.objects import UrlSigner

SECRET = b"0" * 32
PATH = "/api/v1/assets/asset_01h455vb4pex5vsknk084sn02q/content"


def signed(signer: UrlSigner, path: str = PATH, customer: str = "customer_a", expires_at: int = 1000) -> dict[str, str]:
    url = urlsplit(signer.sign(path, customer=customer, expires_at=expires_at))
    assert url.path == path
    return {name: values[0] for name, values in parse_qs(url.query).items()}


def test_a_signed_path_opens_until_it_expires() -> None:
    signer = UrlSigner(SECRET)
    signer.verify(PATH, **signed(signer), now=999.9)
    with pytest.raises(ForbiddenError, match="expired"):
        signer.verify(PATH, **signed(signer), now=1000)


@pytest.mark.parametrize(
    "change",
    [{"customer": "customer_b"}, {"expires": "1001"}, {"expires": "9" * 400}, {"expires": "-1"}, {"expires": "٣"},
     {"expires": ""}, {"signature": ""}, {"signature": "A" * 43}, {"signature": "\udcff"}],
)  # fmt: skip
def test_a_changed_part_is_refused(change: dict[str, str]) -> None:
    signer = UrlSigner(SECRET)
    with pytest.raises(ForbiddenError, match="not valid"):
        signer.verify(PATH, **{**signed(signer), **change}, now=0)


def test_a_signature_opens_no_other_path() -> None:
    signer = UrlSigner(SECRET)
    with pytest.raises(ForbiddenError):
        signer.verify(PATH + "x", **signed(signer), now=0)


def test_an_older_secret_still_verifies_and_a_foreign_one_does_not() -> None:
    old, new = UrlSigner(SECRET), UrlSigner(b"1" * 32, SECRET)
    new.verify(PATH, **signed(old), now=0)
    with pytest.raises(ForbiddenError):
        old.verify(PATH, **signed(new), now=0)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        UrlSigner(b"short")


@given(st.text(), st.text(), st.text(), st.text())
def test_parts_cannot_be_shifted_into_each_other(path: str, customer: str, path2: str, customer2: str) -> None:
    signer = UrlSigner(SECRET)
    signature = parse_qs(urlsplit(signer.sign("/", customer=customer, expires_at=7)).query)["signature"][0]
    if customer2 != customer:
        with pytest.raises(ForbiddenError):
            signer.verify("/", customer=customer2, expires="7", signature=signature, now=0)
    if path2 != path:
        assert (
            signer.sign(path, customer="c", expires_at=7)[-43:] != signer.sign(path2, customer="c", expires_at=7)[-43:]
        )
