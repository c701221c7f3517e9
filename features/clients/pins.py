"""Exact pins of each client's own environment. They are not dependencies of this project:
`netsuite` needs an older httpx than ours, and a client must never see our packages."""

from __future__ import annotations

PINS: dict[str, tuple[str, ...]] = {
    "ShopifyAPI": (
        "PyJWT==2.15.1",
        "PyYAML==6.0.3",
        "ShopifyAPI==12.7.0",
        "pyactiveresource==2.2.2",
        "six==1.17.0",
    ),
    "netsuite": (
        "Authlib==1.9.9",
        "annotated-types==0.8.0",
        "anyio==4.16.0",
        "certifi==2026.10.18",
        "cffi==2.1.1",
        "cryptography==50.0.2",
        "h11==0.16.0",
        "httpcore==1.0.9",
        "httpx==0.27.2",
        "idna==3.20",
        "joserfc==1.8.0",
        "netsuite==0.12.0",
        "oauthlib==3.3.1",
        "pycparser==3.12",
        "pydantic==2.14.3",
        "pydantic_core==2.50.4",
        "sniffio==1.3.1",
        "typing-inspection==0.4.5",
        "typing_extensions==4.16.0",
    ),
    "restsuite": (
        "certifi==2026.10.18",
        "charset-normalizer==3.5.2",
        "idna==3.20",
        "oauthlib==4.0.1",
        "requests==2.34.2",
        "requests-oauthlib==2.0.0",
        "restsuite==1.0.0",
        "urllib3==2.8.0",
    ),
}
