"""A cluster of Spark on this machine: a master and workers, each a process of its own, as `spark-class` starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
PATIENCE = 240

DEFAULTS = """
spark.executor.cores            1
spark.executor.memory           600m
spark.driver.memory             700m
spark.driver.extraJavaOptions   -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.sql.shuffle.partitions    2
spark.sql.adaptive.enabled      false
spark.sql.codegen.factoryMode   NO_CODEGEN
spark.sql.codegen.wholeStage    false
"""
"""Few rows and many statements: to compile each would take longer than to run it."""


@dataclass
class Cluster:
    """A master and its workers.

    Args:
        folder: Where the workers write, and where Spark looks for its settings.
        port: Of the master.
        processes: The master first, then each worker.
    """

    folder: Path
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def master(self) -> str:
        return f"spark://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What Spark reads, here and in the workers."""
        told = {
            "SPARK_CONF_DIR": self.folder,
            "SPARK_LOCAL_DIRS": self.folder / "scratch",
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        }
        return {name: str(value) for name, value in told.items()} | {"SPARK_LOCAL_IP": HOST}

    def begin(self, role: str, *arguments: str) -> None:
        """Start a process of Spark; it and all that it starts are one group."""
        spec = find_spec("pyspark")
        assert spec is not None
        assert spec.origin is not None
        program = Path(spec.origin).parent / "bin" / "spark-class"
        command = [str(program), f"org.apache.spark.deploy.{role}", "--host", HOST, "--webui-port", "0", *arguments]
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        around = {**os.environ, **self.environment}
        with log:
            self.processes.append(subprocess.Popen(command, env=around, stdout=log, stderr=log, start_new_session=True))

    def wait_for(self, said: str, process: int) -> None:
        """Wait until a process has said something."""
        end = time.monotonic() + PATIENCE
        while said.encode() not in (self.folder / f"{process}.log").read_bytes():
            assert time.monotonic() < end, f"process {process} never said: {said}"
            time.sleep(0.2)

    def kill(self, process: int) -> None:
        """End a process and all that it started, as when a machine loses its power."""
        os.killpg(self.processes[process].pid, signal.SIGKILL)
        self.processes[process].wait()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Start a cluster, and end it."""
    folder.mkdir(parents=True)
    (folder / "spark-defaults.conf").write_text(DEFAULTS)
    with closing(socket.socket()) as free:
        free.bind((HOST, 0))
        started = Cluster(folder, free.getsockname()[1])
    try:
        started.begin("master.Master", "--port", str(started.port))
        started.wait_for("New state: ALIVE", 0)
        for each in range(1, workers + 1):
            place = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"worker-{each}"))
            started.begin("worker.Worker", *place, started.master)
            started.wait_for("Successfully registered with master", each)
        yield started
    finally:
        for each, process in enumerate(started.processes):
            if process.poll() is None:
                started.kill(each)
