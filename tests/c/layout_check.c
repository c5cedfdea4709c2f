/* SPDX-License-Identifier: MIT */
/* An extension that only tests CPython's layout, as lanejson._lanejson does. layout_check.py compiles it with the real
 * pyinternals.h and with wrong copies of it. */
#include "layout.h"

static int module_exec(PyObject *module) {
    (void)module;
    internals_images images = {0};
    return lane_py_layout_is_known(&images) ? 0 : -1;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, LANE_PY_SLOT(module_exec)}, {0, NULL}};
static PyModuleDef module_def = {PyModuleDef_HEAD_INIT, .m_name = "_lanejson", .m_slots = module_slots};

PyMODINIT_FUNC PyInit__lanejson(void) {
    return PyModuleDef_Init(&module_def);
}
