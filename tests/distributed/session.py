"""Sessions of Sail and Spark on this machine."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextlib.contextmanager
def session(engine: str) -> Iterator[SparkSession]:
    """Open a session of sail, sail-cluster, spark or spark-cluster."""
    # The tasks of Spark are to be run by this Python.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    if engine == "sail-cluster":
        os.environ["SAIL_MODE"] = "local-cluster"
    from pyspark.sql import SparkSession

    if engine.startswith("sail"):
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer()
        server.start(background=True)
        spark = SparkSession.builder.remote(f"sc://localhost:{server.listening_address[1]}").getOrCreate()
    else:
        master = "local-cluster[2,1,1024]" if engine == "spark-cluster" else "local[2]"
        builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.sql.shuffle.partitions", "2")
        spark = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    try:
        yield spark
    finally:
        # A session that is left open looks for its server when the process ends, and the server is gone then.
        spark.stop()
