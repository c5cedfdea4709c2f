# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# kernels and Python on emulated processors without AVX-512, without AVX2 and without SSE4.2

# Processors without AVX-512, without AVX2 and without SSE4.2: a leaked instruction kills the process.
stage_illegal() {
    prepare
    packages qemu-user-static
    local qemu cpu
    [ "$(uname -m)" = x86_64 ] || { note 'not an x86-64 machine: skipped'; return 0; }
    qemu=$(emulator x86_64)
    CC=gcc build gcc
    # First proves that the emulator refuses instructions that the processor lacks.
    printf '#include <immintrin.h>\nint main(int n, char **v) { (void)v; __m256i x = _mm256_set1_epi8((char)n);
return _mm256_movemask_epi8(_mm256_abs_epi8(x)) == 77; }\n' >"$work/avx2.c"
    gcc -mavx2 -o "$work/avx2" "$work/avx2.c"
    if "$qemu" -cpu Nehalem "$work/avx2" 2>/dev/null; then die 'qemu runs AVX2 on a Nehalem: this check proves nothing'; fi
    printf '#include <immintrin.h>\nint main(int n, char **v) { (void)v; __m512i x = _mm512_set1_epi32(n);
return _mm512_cmpeq_epi32_mask(x, _mm512_setzero_si512()) == 77; }\n' >"$work/avx512.c"
    gcc -mavx512f -o "$work/avx512" "$work/avx512.c"
    if "$qemu" -cpu Haswell "$work/avx512" 2>/dev/null; then die 'qemu runs AVX-512 on a Haswell: this check proves nothing'; fi
    for cpu in Haswell Nehalem core2duo; do
        note "kernel_check and Python on $cpu"
        "$qemu" -cpu "$cpu" "$work/gcc/tests/kernel_check"
        PYTHONPATH=$work/gcc/python "$qemu" -cpu "$cpu" "$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')" \
            tests/py/smoke.py
    done
}
