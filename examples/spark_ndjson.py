# SPDX-License-Identifier: MIT
"""The mean of a member over NDJSON files, by PySpark: python spark_ndjson.py 'data/*.ndjson' MEMBER [MASTER].

Executors get lines as bytes, so that nothing is decoded twice. MASTER is local[*] unless it is given: spark://host:7077,
yarn or k8s://... run the same code where lanejson is installed on the executors.
"""

import sys

import lanejson
from pyspark.sql import SparkSession


def of_lines(lines, member):
    """(sum, count) of the rows of a partition that have the member."""
    values = [row[member] for row in map(lanejson.loads, lines) if member in row]
    yield sum(values), len(values)


def mean(context, files, member):
    lines = context.textFile(files, use_unicode=False)
    parts = lines.mapPartitions(lambda part: of_lines(part, member))
    total, count = parts.reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]))
    return total / count


if __name__ == "__main__":
    master = sys.argv[3] if len(sys.argv) > 3 else "local[*]"
    session = SparkSession.builder.master(master).appName("lanejson").getOrCreate()
    print(mean(session.sparkContext, sys.argv[1], sys.argv[2]))
    session.stop()
