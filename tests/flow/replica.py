"""A nursery of replicas: each is a process that performs every step of the pipeline whenever it is told the time.

Run as: replica.py CONFIG_FOLDER PORT (the environment holds the settings). Knowledge is loaded once; a line on
standard input forks a replica. It calls back on the port, sends its process id, and then, for each time it is sent,
performs every step at that time and answers "done".
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from monitor import pipeline
from monitor.app import Knowledge, build_from, load_knowledge
from monitor.config.settings import Settings, load_settings
from monitor.log import configure
from monitor.model import RunSummary
from tests.flow.rig import InlineParsers


def work(settings: Settings, knowledge: Knowledge, port: int) -> None:
    """One replica, until it is killed or its line is cut."""
    app = replace(build_from(settings, lambda: knowledge), parsers=InlineParsers())
    with app, socket.create_connection(("127.0.0.1", port)) as line, line.makefile("r") as told:
        line.sendall(f"{os.getpid()}\n".encode())
        for text in told:
            now = datetime.fromtimestamp(float(text), UTC)
            started = pipeline.start_run(app, now)
            pipeline.poll(app, started, now, every_feed=True)
            pipeline.read(app, now)
            pipeline.record(app, started.id)
            pipeline.digest(app, now)
            pipeline.deliver(app, now)
            pipeline.end_run(app, RunSummary(run=started.id, started_at=now, ended_at=now))
            line.sendall(b"done\n")


def main(folder: Path, port: int) -> None:
    """Fork a replica for each line."""
    configure(level="critical")
    settings = load_settings(folder, os.environ)
    knowledge = load_knowledge(settings)
    knowledge.make_reader()  # once, not in every child
    for _ in sys.stdin:
        if os.fork() == 0:
            try:
                work(settings, knowledge, port)
            finally:
                os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead leave no entry: others must see that they are dead
    main(Path(sys.argv[1]), int(sys.argv[2]))
