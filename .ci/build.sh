# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Functions of the stages: builds, and the tests of a build.

# build NAME OPTION...: configures $work/NAME, again if its options changed, and compiles it. The caller sets CC.
build() {
    local name=$1 dir=$work/$1 stamp
    shift
    stamp="${CC:-cc} $python $root $*"
    if [ ! -f "$dir/build.ninja" ] || [ "$(cat "$dir/stamp" 2>/dev/null)" != "$stamp" ]; then
        rm -rf "$dir"
        quietly meson setup "$dir" --werror "$@"
        printf '%s' "$stamp" >"$dir/stamp"
    fi
    quietly ninja -C "$dir" -j "$jobs"
    note "built $name: ${CC:-cc} $*"
}

# c_tests DIR SUITE...: runs meson test on the suites, and prints the last line of each runner.
c_tests() {
    local dir=$1 status=0 suites=()
    shift
    for suite; do suites+=(--suite "$suite"); done
    meson test -C "$dir" --no-rebuild --print-errorlogs --num-processes "$jobs" "${suites[@]}" </dev/null || status=$?
    # The figures of each runner, after the name of the test if the runner does not print it.
    awk '/^test: / { name = $NF; sub(/.*:/, "", name) } { gsub(/\033\[[0-9;]*m/, "") }
        /Synthesis: Tested/ || /(^|: )[0-9]+ passed, [0-9]+ failed/ { print index($0, name) == 1 ? $0 : name ": " $0 }' \
        "$dir/meson-logs/testlog.txt"
    return "$status"
}

# The compiled ISAs that this machine has.
isas() { PYTHONPATH=$1/python "$python" -c 'import lanejson; print(*lanejson.isas)'; }

py_tests() {
    "$python" -m pytest -q -p no:cacheprovider --numprocesses "$jobs" --dist worksteal --ignore tests/py/test_complexity.py \
        "$@" tests/py </dev/null
}

# Measures how times grow. Runs alone, since other tests would take the caches from the larger sizes.
py_times() { "$python" -m pytest -q -p no:cacheprovider "$@" tests/py/test_complexity.py </dev/null; }

# Runs on lower ISAs omit tests that do not depend on the kernels: callbacks that change objects, failing allocations,
# deep nesting. `.ci/run thorough` runs all.
py_tests_lower() {
    py_tests --ignore tests/py/test_mutation.py --ignore tests/py/test_memory.py --ignore tests/py/test_deep.py
}

# The number vectors of the test data, if present.
numbers() {
    local file
    [ -d "$data/numbers" ] || return 0
    mkdir -p "$work/numbers"
    for file in "$data"/numbers/*.txt.xz; do
        "$python" -c 'import lzma, shutil, sys
shutil.copyfileobj(lzma.open(sys.argv[1]), open(sys.argv[2], "wb"))' "$file" "$work/numbers/$(basename "$file" .xz)"
    done
    note "number_check over the number vectors"
    "$1/tests/number_check" --count 0 "$work"/numbers/*.txt
}

# build_for NAME TOOLS SYSTEM FAMILY CPU ENDIAN WRAPPER...: builds the C library and its tests for another machine. TOOLS
# is the prefix of its compiler, and WRAPPER the command that runs its programs.
build_for() {
    local name=$1 tools=$2 system=$3 family=$4 cpu=$5 endian=$6 wrapper
    shift 6
    wrapper=$(printf "'%s', " "$@")
    cat >"$work/$name.ini" <<END
[binaries]
c = '$tools-gcc'
ar = '$tools-ar'
strip = '$tools-strip'
exe_wrapper = [${wrapper%, }]
[host_machine]
system = '$system'
cpu_family = '$family'
cpu = '$cpu'
endian = '$endian'
END
    CC='' build "$name" --cross-file "$work/$name.ini" -Dpython=disabled --buildtype=debugoptimized
}

# cross NAME FAMILY CPU ENDIAN EMULATOR...: runs the C tests for another processor under an emulator. They run over
# tests/c/plain, because Criterion re-executes itself, which an emulator cannot do without binfmt_misc.
cross() {
    local name=$1 family=$2 cpu=$3 endian=$4
    shift 4
    build_for "$name" "$family-linux-gnu" linux "$family" "$cpu" "$endian" "$@" -L "/usr/$family-linux-gnu"
    c_tests "$work/$name" kernel c fuzz
}
