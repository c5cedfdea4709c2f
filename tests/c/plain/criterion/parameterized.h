/* SPDX-License-Identifier: MIT */
/* Criterion's tests with parameters, on top of criterion.h in this folder. */
#ifndef PLAIN_CRITERION_PARAMETERIZED_H
#define PLAIN_CRITERION_PARAMETERIZED_H

#include "criterion.h"

#define ParameterizedTestParameters(suite_, name_) \
    static struct criterion_test_params PLAIN_NAME(suite_, name_, params)(void)
#define ParameterizedTest(param, suite_, ...) PLAIN_PARAMETERIZED(param, suite_, __VA_ARGS__, .disabled = false)
#define PLAIN_PARAMETERIZED(param, suite_, name_, ...)                                          \
    static void PLAIN_NAME(suite_, name_, run)(param);                                          \
    PLAIN_REGISTER(suite_, name_, .run_with = (void (*)(void *))PLAIN_NAME(suite_, name_, run), \
                   .params = PLAIN_NAME(suite_, name_, params), .options = {__VA_ARGS__})       \
    static void PLAIN_NAME(suite_, name_, run)(param)

#endif
