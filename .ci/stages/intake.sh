# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C library in other projects: one pair of files, CMake, a Meson subproject

stage_intake() {
    prepare
    packages cmake clang g++
    local folder=$work/intake compiler
    rm -rf "$folder"
    mkdir -p "$folder/project/subprojects"
    note 'one pair of files'
    python src/amalgamate.py "$folder/pair"
    for compiler in gcc clang; do
        "$compiler" -std=c11 -O1 -Wall -Wextra -Werror -c "$folder/pair/lanejson.c" -o "$folder/$compiler.o"
        "$compiler" -shared -o "$folder/$compiler.so" -fPIC -std=c11 -O1 "$folder/pair/lanejson.c"
        python tests/style/programs.py . --static "$folder/$compiler.o" --shared "$folder/$compiler.so"
    done
    note 'CMake: add_subdirectory, and find_package of what was installed'
    cp tests/intake/CMakeLists.txt "$folder/project/"
    cp examples/c/pointers.c "$folder/project/program.c"
    cmake -S "$folder/project" -B "$folder/cmake" -DCMAKE_BUILD_TYPE=Release -DLANEJSON="$root"
    cmake --build "$folder/cmake" -j "$jobs"
    "$folder/cmake/program" '[1]' /0
    cmake --install "$folder/cmake" --prefix "$folder/installed"
    cmake -S "$folder/project" -B "$folder/found" -DCMAKE_PREFIX_PATH="$folder/installed"
    cmake --build "$folder/found"
    "$folder/found/program" '[1]' /0
    note 'a Meson subproject'
    cp tests/intake/meson.build "$folder/project/"
    ln -s "$root" "$folder/project/subprojects/lanejson"
    meson setup "$folder/meson" "$folder/project" -Dlanejson:isa=scalar
    ninja -C "$folder/meson"
    "$folder/meson/program" '[1]' /0
}
