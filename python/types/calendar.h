/* SPDX-License-Identifier: MIT */
/* Dates and times as RFC 3339 text, for datetime and numpy. Each function writes at dst and returns the end. */
#ifndef LANE_PY_CALENDAR_H
#define LANE_PY_CALENDAR_H

#include "../base/state.h"

static inline uint8_t *calendar_put_two(uint8_t *dst, unsigned v) {
    return format_pair(dst, v);
}

static inline uint8_t *calendar_put_date(uint8_t *dst, unsigned year, unsigned month, unsigned day) {
    dst = calendar_put_two(calendar_put_two(dst, year / 100), year % 100);
    *dst = '-';
    dst = calendar_put_two(dst + 1, month);
    *dst = '-';
    return calendar_put_two(dst + 1, day);
}

static inline uint8_t *calendar_put_time(uint8_t *dst, unsigned hour, unsigned minute, unsigned second,
                                         unsigned microsecond, uint32_t flags) {
    dst = calendar_put_two(dst, hour);
    *dst = ':';
    dst = calendar_put_two(dst + 1, minute);
    *dst = ':';
    dst = calendar_put_two(dst + 1, second);
    if (microsecond != 0 && !(flags & DUMPS_NO_MICROSECONDS)) {
        *dst = '.';
        dst =
            calendar_put_two(calendar_put_two(calendar_put_two(dst + 1, microsecond / 10000), microsecond / 100 % 100),
                             microsecond % 100);
    }
    return dst;
}

static inline uint8_t *calendar_put_utc(uint8_t *dst, uint32_t flags) {
    if (flags & DUMPS_UTC_Z) {
        *dst = 'Z';
        return dst + 1;
    }
    memcpy(dst, "+00:00", 6);
    return dst + 6;
}

/* Writes the date that is `days` days after 1970-01-01, in the proleptic Gregorian calendar (Howard Hinnant,
 * "chrono-compatible low-level date algorithms"). Counts years from March, in eras of 400. */
static inline uint8_t *calendar_put_days(uint8_t *dst, int64_t days) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    unsigned day_of_era = (unsigned)(days - era * 146097);
    unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned month = (5 * day_of_year + 2) / 153;
    unsigned day = day_of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    return calendar_put_date(dst, (unsigned)((int64_t)year_of_era + era * 400 + (month <= 2)), month, day);
}

#endif
