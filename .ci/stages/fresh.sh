# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# README's commands and the examples of all pages, in a Debian 12 that has python3 alone; needs root

# FRESH_STAGES shortens README's second command, `.ci/run`, to these stages.
fresh_root=$work/fresh
fresh_tree=/root/lanejson
fresh_certificates=/etc/machine.crt # not in the folder of Debian's package, which would replace them

# Runs a command line in the fresh Debian's clone of this repository.
fresh() {
    note "$*"
    chroot "$fresh_root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        PIP_CERT=$fresh_certificates SSL_CERT_FILE=$fresh_certificates bash -euo pipefail -c "cd $fresh_tree && $*" </dev/null
}

# Debian with python3, the machine's network settings, and a clone of the repository.
fresh_debian() {
    rm -rf --one-file-system "$fresh_root"
    quietly retry debootstrap --variant=minbase --include=python3 bookworm "$fresh_root"
    cp -L /etc/resolv.conf /etc/hosts "$fresh_root/etc"
    cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$fresh_root$fresh_certificates"
    quietly git clone --depth 1 "file://$root" "$fresh_root$fresh_tree"
    mount -t proc proc "$fresh_root/proc"
    trap 'umount "$fresh_root/proc"; printf "\nfailed: fresh\n" >&2' EXIT
}

stage_fresh() {
    local first second
    [ "$(id -u)" = 0 ] || die 'a Debian within this one needs root'
    packages debootstrap git
    fresh_debian
    { read -r first && read -r second; } < <(sed -nE '/^\.ci\/run/s/ *#.*//p' README.md)
    fresh "$first"
    fresh "$second ${FRESH_STAGES:-}"
    # integrations.md needs the packages that `.ci/run integrations` installs.
    # shellcheck disable=SC2046
    fresh .venv/bin/python tests/style/examples.py README.md $(git ls-files 'docs/*.md' ':!docs/decisions' ':!docs/integrations.md') \
        --include include --library .ci/work/gcc/src/liblanejson.a --cc gcc
    # The C library installed, and README's program in C by the command that README gives.
    fresh "export PATH=$fresh_tree/.ci/work/venv/bin:\$PATH; $(sed -n 's/^meson .*/& \&\&/p' README.md | tr -d '\n') ldconfig"
    sed -n '/^```c$/,/^```$/{/^```/!p}' README.md >"$fresh_root$fresh_tree/example.c"
    fresh "$(sed -nE 's/^`(cc example\.c [^`]*)`.*/\1/p' README.md) && ./a.out"
    umount "$fresh_root/proc"
}
