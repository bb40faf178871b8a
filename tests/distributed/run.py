"""Calls phasebook.spark.facts on an engine: run.py ENGINE < CALLS

ENGINE: sail, sail-cluster, spark or spark-cluster. CALLS: a JSON array of arguments by their names. Prints an array
with the manifest's counts of each, or the error, and with what was told. With `folder` among its arguments a call is
of a dump that is put into an object store before, and of facts that are copied to `folder` afterwards.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pyarrow import fs

import phasebook.spark
from session import session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Store:
    """An object store, which moto plays in this process."""

    def __init__(self) -> None:
        from moto.server import ThreadedMotoServer

        os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_EC2_METADATA_DISABLED="true")
        self.server = ThreadedMotoServer(port=0, verbose=False)
        self.server.start()
        _, port = self.server.get_host_and_port()
        self.query = urlencode({"endpoint_override": f"127.0.0.1:{port}", "scheme": "http", "region": "us-east-1"})
        self.system = fs.S3FileSystem(
            endpoint_override=f"127.0.0.1:{port}", scheme="http", region="us-east-1", allow_bucket_creation=True
        )
        self.system.create_dir("bucket")

    def facts(self, spark: SparkSession, folder: str, paths: str, out: str, **others: Any) -> dict[str, Any]:
        for name in os.listdir(paths):
            fs.copy_files(f"{paths}/{name}", f"bucket/{paths}/{name}", destination_filesystem=self.system)
        dump, lake = (f"s3://bucket/{name}?{self.query}" for name in (paths, out))
        manifest = phasebook.spark.facts(spark, dump, lake, **others)
        for name in (out, f"{out}-records"):
            os.makedirs(f"{folder}/{name}")
            fs.copy_files(f"bucket/{name}", f"{folder}/{name}", source_filesystem=self.system)
        return manifest


def run(spark: SparkSession, calls: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    store = None
    for call in calls:
        told: list[str] = []
        try:
            if "folder" in call:
                store = store or Store()
                manifest = store.facts(spark, **call, tell=told.append)
            else:
                manifest = phasebook.spark.facts(spark, **call, tell=told.append)
            yield {"counts": manifest["counts"], "told": told}
        except (OSError, ValueError, phasebook.spark.TaskError) as error:
            yield {"error": f"{type(error).__name__}: {error}", "told": told}
    if store:
        store.server.stop()


if __name__ == "__main__":
    with session(sys.argv[1]) as spark:
        print(json.dumps(list(run(spark, json.load(sys.stdin)))))
