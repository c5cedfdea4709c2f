# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C tests on aarch64 (NEON), emulated

# The cpu is given because qemu's default one emulates pointer authentication, which is 50 times slower.
stage_arm64() {
    prepare
    packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
    cross arm64 aarch64 cortex-a72 little "$(emulator aarch64)" -cpu cortex-a72
}
