"""The floor of `sending.py`: a bare httpx client that posts the bodies of a file, so many at once, and does no more.

`python bare_client.py URL FILE AT_ONCE`; the file has one body on each line.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import httpx


async def main(url: str, bodies: list[bytes], at_once: int) -> None:
    """Get a token and post them all; each must be taken."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        granted = await client.post("/oauth/token", data=_grant())
        headers = {"Authorization": f"Bearer {granted.json()['access_token']}", "Content-Type": "application/json"}
        left = iter(bodies)

        async def post() -> None:
            for body in left:
                answer = await client.post("/v2/bills/validate", content=body, headers=headers)
                assert answer.status_code == 201, answer.text

        await asyncio.gather(*(post() for _ in range(at_once)))


def _grant() -> dict[str, str]:
    names = ("client_id", "client_secret", "username", "password")
    return {"grant_type": "password", **{name: os.environ[f"FACTUS_{name.upper()}"] for name in names}}


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]).read_bytes().splitlines(), int(sys.argv[3])))
