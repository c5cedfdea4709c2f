/* SPDX-License-Identifier: MIT */
/* The Python engine of one ISA: compiled once for each; exports one table. */
#include "../../src/arch/simd.h"

#include "document.h"
#include "partial.h"
#include "encode.h"
#include "lone.h"

#include "../../src/dispatch.h"

const lane_py_engine LANE_CAT(lane_py_engine_, LANE_ISA) = {decode_document,     decode_lone,  decode_partial,
                                                            encode_document,     encode_lone,  encode_begin_chunks,
                                                            encode_go_on_chunks, project_units};
