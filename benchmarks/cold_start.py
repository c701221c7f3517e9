"""P3, in process: a fresh interpreter up to the first signed answer, against moto's first of S3.

Wall time of the whole process, both with their byte code compiled.
"""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure, median_ratio
from benchmarks.peers import Peers, interpreter

__all__ = ["measure"]

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7

NETSUITE = """
import asyncio, httpx
from oauthlib.oauth1 import Client
from sandbox.world import open_world
world = open_world()
known = world.credentials()
signer = Client(known["NETSUITE_CONSUMER_KEY"], known["NETSUITE_CONSUMER_SECRET"],
    known["NETSUITE_TOKEN_ID"], known["NETSUITE_TOKEN_SECRET"],
    signature_method="HMAC-SHA256", realm=known["NETSUITE_ACCOUNT"])
url = f"https://{world.netsuite.rest_host}/services/rest/record/v1/currency/1"
async def main():
    async with httpx.AsyncClient(transport=world.transport()) as client:
        answer = await client.get(url, headers=signer.sign(url)[1])
        assert answer.status_code == 200, answer.text
asyncio.run(main())
"""
SHOPIFY = """
import asyncio, httpx
from sandbox.world import open_world
world = open_world()
known = world.credentials()
url = f"https://{known['SHOPIFY_SHOP']}/admin/api/2026-07/shop.json"
async def main():
    async with httpx.AsyncClient(transport=world.transport()) as client:
        answer = await client.get(url, headers={"X-Shopify-Access-Token": known["SHOPIFY_TOKEN"]})
        assert answer.status_code == 200, answer.text
asyncio.run(main())
"""
MOTO = """
import boto3
from moto import mock_aws
with mock_aws():
    client = boto3.client("s3", region_name="us-east-1",
        aws_access_key_id="testing", aws_secret_access_key="testing")
    client.create_bucket(Bucket="orders")
"""


def _elapsed(python: str, code: str) -> float:
    """Microseconds of the whole process."""
    began = time.perf_counter()
    done = subprocess.run(
        [python, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-800:])
    return (time.perf_counter() - began) * 1e6


def measure(peers: Peers) -> list[Figure]:
    theirs = str(interpreter())
    figures = []
    for name, code in (("NetSuite", NETSUITE), ("Shopify", SHOPIFY)):
        _elapsed(sys.executable, code)
        _elapsed(theirs, MOTO)
        ratio, ours, peer = median_ratio(
            partial(_elapsed, sys.executable, code),
            partial(_elapsed, theirs, MOTO),
            ROUNDS,
        )
        figures.append(Figure(f"P3 {name} cold start / moto S3", ratio, 0.25, ours, peer))
    return figures
