"""The client program of pyzeebe (`pip install pyzeebe==4.7.0`), written as its documentation shows. The argument `stream` turns its job streams on."""

import asyncio
import os
import signal
import sys

from pyzeebe import Job, ZeebeWorker, create_insecure_channel
from pyzeebe.errors import BusinessError


def env(name: str) -> str:
    return os.environ[f"MILLRACE_CONFORMANCE_{name}"]


async def main() -> None:
    channel = create_insecure_channel(grpc_address=env("ADDRESS"))
    worker = ZeebeWorker(channel, request_timeout=int(env("POLL_MS")), stream_enabled="stream" in sys.argv)
    slots = int(env("MAX"))

    @worker.task(task_type=env("TYPE"), timeout_ms=int(env("LEASE_MS")), max_jobs_to_activate=slots, max_running_jobs=slots)
    async def work(job: Job) -> dict:
        wish = job.variables.get("do")
        if wish == "fail":
            raise RuntimeError("asked to")
        if wish == "error":
            raise BusinessError("REFUSED")
        if wish == "echo":
            return {"value": job.variables["value"]}
        if wish == "sleep":
            await asyncio.sleep(job.variables["ms"] / 1000)
        return {"done": True}

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.create_task(worker.stop()))
    await worker.work()


asyncio.run(main())
