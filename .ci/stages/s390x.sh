# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C tests on a big-endian processor, emulated

# s390x is big-endian.
stage_s390x() {
    prepare
    packages gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user-static
    cross s390x s390x z13 big "$(emulator s390x)"
}
