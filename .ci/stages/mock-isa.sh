# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# HACKING's recipe for an instruction set, followed with two that no processor has

# A header and a row each, in a copy of the tree: nothing else may be needed.
stage_mock-isa() {
    prepare
    local copy=$work/mock-tree isa
    rm -rf "$copy"
    mkdir -p "$copy"
    git ls-files -z -co --exclude-standard | xargs -0 -I{} sh -c 'test ! -f "$1" || cp --parents "$1" "$2"' _ {} "$copy"
    cp tests/mock/*.h "$copy/src/arch/"
    sed -i "s/^    'scalar': .*/&\n    'mock': {'gcc': []},\n    'mock64': {'gcc': []},/" "$copy/meson.build"
    (cd "$copy" && CC=gcc build mock -Disa=mock,mock64 -Dpython=disabled)
    for isa in mock mock64; do
        "$work/mock/tests/kernel_check" --isa "$isa"
        LANEJSON_ISA=$isa c_tests "$work/mock" c fuzz
    done
}
