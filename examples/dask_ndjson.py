# SPDX-License-Identifier: MIT
"""The mean of a member over NDJSON files, by Dask: python dask_ndjson.py 'data/*.ndjson' MEMBER [SCHEDULER].

Each task reads a block of whole lines as bytes and walks it with lanejson.iter_lines, in constant memory. Without a
scheduler Dask uses this machine's cores; with `tcp://host:8786` the same code runs on a cluster whose workers see the
files, and the files may be s3://... or gs://... addresses.
"""

import sys

import dask
import lanejson
from dask.bytes import read_bytes


def of_block(block, member):
    """(sum, count) of the rows of a block that have the member."""
    values = [row[member] for row in lanejson.iter_lines(block) if member in row]
    return sum(values), len(values)


def mean(files, member, blocksize="64 MiB"):
    _, blocks_of_files = read_bytes(files, delimiter=b"\n", blocksize=blocksize, sample=False)
    tasks = [dask.delayed(of_block)(block, member) for blocks in blocks_of_files for block in blocks]
    sums, counts = zip(*dask.compute(*tasks), strict=True)
    return sum(sums) / sum(counts)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        from dask.distributed import Client

        Client(sys.argv[3])
    print(mean(sys.argv[1], sys.argv[2]))
