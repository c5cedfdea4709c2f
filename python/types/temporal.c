/* SPDX-License-Identifier: MIT */
/* datetime, date and time as RFC 3339 text. */
#include "natives.h"

#include "../dumps/errors.h"

/* The header's pointer to the API would be a mutable static; ours is in the module's state. */
#define PyDateTimeAPI unused_datetime_api
#include <datetime.h>
#undef PyDateTimeAPI

/* NULL with an exception set if there is no datetime module. PyCapsule_Import would lose a MemoryError on the way. */
static const PyDateTime_CAPI *datetime_api(lane_encoder *e) {
    (void)unused_datetime_api;
    if (LANE_UNLIKELY(e->kept->datetime == NULL)) {
        lane_py_own_frames(e);
        PyObject *module = PyImport_ImportModule("datetime");
        PyObject *capsule = module == NULL ? NULL : PyObject_GetAttrString(module, "datetime_CAPI");
        if (capsule != NULL)
            e->kept->datetime = PyCapsule_GetPointer(capsule, PyDateTime_CAPSULE_NAME);
        Py_XDECREF(capsule);
        Py_XDECREF(module);
        const PyDateTime_CAPI *api = (const PyDateTime_CAPI *)e->kept->datetime;
        if (api != NULL) {
            e->kept->temporal[0] = api->DateTimeType;
            e->kept->temporal[1] = api->DateType;
            e->kept->temporal[2] = api->TimeType;
        }
    }
    return (const PyDateTime_CAPI *)e->kept->datetime;
}

/* -- text -- */

static uint8_t *put_two(uint8_t *dst, unsigned v) {
    return format_pair(dst, v);
}

static uint8_t *put_date(uint8_t *dst, unsigned year, unsigned month, unsigned day) {
    dst = put_two(put_two(dst, year / 100), year % 100);
    *dst = '-';
    dst = put_two(dst + 1, month);
    *dst = '-';
    return put_two(dst + 1, day);
}

static uint8_t *put_time(uint8_t *dst, unsigned hour, unsigned minute, unsigned second, unsigned microsecond,
                         uint32_t flags) {
    dst = put_two(dst, hour);
    *dst = ':';
    dst = put_two(dst + 1, minute);
    *dst = ':';
    dst = put_two(dst + 1, second);
    if (microsecond != 0 && !(flags & DUMPS_NO_MICROSECONDS)) {
        *dst = '.';
        dst = put_two(put_two(put_two(dst + 1, microsecond / 10000), microsecond / 100 % 100), microsecond % 100);
    }
    return dst;
}

static uint8_t *put_utc(uint8_t *dst, uint32_t flags) {
    if (flags & DUMPS_UTC_Z) {
        *dst = 'Z';
        return dst + 1;
    }
    memcpy(dst, "+00:00", 6);
    return dst + 6;
}

/* An offset in whole minutes, to the nearest; of a day only the sign counts. */
static uint8_t *put_offset(uint8_t *dst, int days, int seconds, uint32_t flags) {
    if (seconds == 0)
        return put_utc(dst, flags);
    *dst++ = days == -1 ? '-' : '+';
    if (days == -1)
        seconds = 86400 - seconds;
    unsigned minutes = (unsigned)seconds / 60, rest = (unsigned)seconds % 60;
    dst = put_two(dst, minutes / 60);
    *dst = ':';
    return put_two(dst + 1, minutes % 60 + (rest >= 30));
}

/* -- zones -- */

/* 1, 0, or -1 with an exception set. */
static int has_attribute(lane_encoder *e, PyObject *object, lane_py_name name) {
    PyObject *value;
    const int has = pycompat_get_optional(object, e->call->state->names[name], &value);
    Py_XDECREF(value);
    return has >= 0 || !lane_py_forget() ? has : 0;
}

/* datetime.utcoffset() asked of the object that the library of the zone wants to be asked. New reference; NULL, with
 * an exception set unless no library is known that has such a zone. */
static PyObject *utcoffset(lane_encoder *e, PyObject *datetime, PyObject *zone) {
    PyObject *const *names = e->call->state->names;
    PyObject *const asked = names[LANE_PY_NAME_utcoffset];
    PyObject *on = NULL, *offset;
    int has = has_attribute(e, zone, LANE_PY_NAME_convert); /* pendulum */
    if (has != 0)
        return has < 0 ? NULL : PyObject_CallMethodNoArgs(datetime, asked);
    has = has_attribute(e, zone, LANE_PY_NAME_normalize); /* pytz */
    if (has != 0) {
        on = has < 0 ? NULL : PyObject_CallMethodOneArg(zone, names[LANE_PY_NAME_normalize], datetime);
        offset = on == NULL ? NULL : PyObject_CallMethodNoArgs(on, asked);
        Py_XDECREF(on);
        return offset;
    }
    has = has_attribute(e, zone, LANE_PY_NAME_dst); /* zoneinfo, dateutil */
    return has <= 0 ? NULL : PyObject_CallMethodOneArg(zone, asked, datetime);
}

/* What utcoffset() has returned, as text; NULL, without an exception, if that is neither a timedelta nor None, which is
 * written as if it were UTC. */
static uint8_t *put_answer(lane_encoder *e, uint8_t *dst, PyObject *offset) {
    if (offset == Py_None)
        return put_utc(dst, e->call->flags);
    if (!PyObject_TypeCheck(offset, datetime_api(e)->DeltaType))
        return NULL;
    return put_offset(dst, PyDateTime_DELTA_GET_DAYS(offset), PyDateTime_DELTA_GET_SECONDS(offset), e->call->flags);
}

/* Looks up what easy_utcoffset asks, for a zone that is one of those. False with an exception set. */
static bool learn_zone(lane_encoder *e, PyObject *zone) {
    PyTypeObject *type = Py_TYPE(zone);
    const bool fixed = type == Py_TYPE(datetime_api(e)->TimeZone_UTC);
    if (!PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE) ||
        (!fixed && strcmp(type->tp_name, "zoneinfo.ZoneInfo") != 0))
        return true;
    return lane_py_native(e, fixed ? NATIVE_TIMEZONE : NATIVE_ZONEINFO) != NULL || lane_py_forget();
}

/* utcoffset() of the standard library's own zones, where these are written in C, so that nobody can change what they
 * are: it runs no Python code, and nothing needs to be asked before. New reference; NULL, without an exception, if the
 * zone is another, or none of that kind has been written yet. */
static PyObject *easy_utcoffset(lane_encoder *e, PyObject *datetime, PyObject *zone) {
    static const native_known known[] = {NATIVE_TIMEZONE, NATIVE_ZONEINFO};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        PyObject *method = e->kept->natives[known[i]];
        if (method != NULL && Py_IS_TYPE(method, &PyMethodDescr_Type) && PyDescr_TYPE(method) == Py_TYPE(zone)) {
            PyObject *const arguments[] = {zone, datetime};
            PyObject *offset = PyObject_Vectorcall(method, arguments, 2, NULL);
            if (LANE_UNLIKELY(offset == NULL))
                PyErr_Clear(); /* it is asked again, and fails again */
            return offset;
        }
    }
    return NULL;
}

static uint8_t *put_zone(lane_encoder *e, uint8_t *dst, PyObject *datetime, PyObject *zone) {
    if (zone == datetime_api(e)->TimeZone_UTC)
        return put_utc(dst, e->call->flags);
    lane_py_own_frames(e);
    Py_INCREF(zone);
    PyObject *offset = NULL;
    if (learn_zone(e, zone)) {
        offset = easy_utcoffset(e, datetime, zone);
        if (offset == NULL)
            offset = utcoffset(e, datetime, zone);
    }
    Py_DECREF(zone);
    uint8_t *end = offset == NULL ? NULL : put_answer(e, dst, offset);
    Py_XDECREF(offset);
    if (end == NULL && !PyErr_Occurred())
        lane_py_refuse(
            e, "datetime's timezone library is not supported: use datetime.timezone.utc, pendulum, pytz, or dateutil");
    return end;
}

/* -- objects -- */

static uint8_t *put_moment(uint8_t *dst, PyObject *o, uint32_t flags) {
    dst = put_date(dst, (unsigned)PyDateTime_GET_YEAR(o), PyDateTime_GET_MONTH(o), PyDateTime_GET_DAY(o));
    *dst = 'T';
    return put_time(dst + 1, PyDateTime_DATE_GET_HOUR(o), PyDateTime_DATE_GET_MINUTE(o), PyDateTime_DATE_GET_SECOND(o),
                    (unsigned)PyDateTime_DATE_GET_MICROSECOND(o), flags);
}

static uint8_t *put_datetime(lane_encoder *e, uint8_t *dst, PyObject *o) {
    uint32_t flags = e->call->flags;
    dst = put_moment(dst, o, flags);
    PyObject *zone = PyDateTime_DATE_GET_TZINFO(o);
    if (zone != Py_None)
        return put_zone(e, dst, o, zone);
    return flags & DUMPS_NAIVE_UTC ? put_utc(dst, flags) : dst;
}

/* The same if it runs no Python code; else NULL. */
static uint8_t *put_easy_datetime(lane_encoder *e, uint8_t *dst, PyObject *o) {
    PyObject *zone = PyDateTime_DATE_GET_TZINFO(o);
    if (zone == Py_None || zone == datetime_api(e)->TimeZone_UTC)
        return put_datetime(e, dst, o);
    PyObject *offset = easy_utcoffset(e, o, zone);
    if (offset == NULL)
        return NULL;
    dst = put_answer(e, put_moment(dst, o, e->call->flags), offset);
    Py_DECREF(offset);
    return dst;
}

static uint8_t *put_clock(lane_encoder *e, uint8_t *dst, PyObject *o) {
    if (PyDateTime_TIME_GET_TZINFO(o) != Py_None) {
        lane_py_refuse(e, "datetime.time must not have tzinfo set");
        return NULL;
    }
    return put_time(dst, PyDateTime_TIME_GET_HOUR(o), PyDateTime_TIME_GET_MINUTE(o), PyDateTime_TIME_GET_SECOND(o),
                    (unsigned)PyDateTime_TIME_GET_MICROSECOND(o), e->call->flags);
}

bool lane_py_temporal_put(lane_encoder *e, uint8_t *dst, PyObject *object, uint8_t **ret_end) {
    const PyDateTime_CAPI *api = datetime_api(e);
    PyTypeObject *type = Py_TYPE(object);
    *ret_end = NULL;
    if (LANE_UNLIKELY(api == NULL))
        return !lane_py_forget();
    if (type == api->DateTimeType)
        *ret_end = put_datetime(e, dst, object);
    else if (type == api->DateType)
        *ret_end = put_date(dst, (unsigned)PyDateTime_GET_YEAR(object), PyDateTime_GET_MONTH(object),
                            PyDateTime_GET_DAY(object));
    else if (type == api->TimeType)
        *ret_end = put_clock(e, dst, object);
    else
        return false;
    return true;
}

uint8_t *lane_py_temporal_put_easy(lane_encoder *e, uint8_t *dst, PyObject *object) {
    const PyDateTime_CAPI *api = (const PyDateTime_CAPI *)e->kept->datetime;
    PyTypeObject *type = Py_TYPE(object);
    if (LANE_UNLIKELY(api == NULL)) /* nobody has written one yet: somebody else is to find out */
        return NULL;
    if (type == api->DateTimeType)
        return put_easy_datetime(e, dst, object);
    if (type == api->DateType)
        return put_date(dst, (unsigned)PyDateTime_GET_YEAR(object), PyDateTime_GET_MONTH(object),
                        PyDateTime_GET_DAY(object));
    return type == api->TimeType && PyDateTime_TIME_GET_TZINFO(object) == Py_None ? put_clock(e, dst, object) : NULL;
}

bool lane_py_temporal_is_easy(lane_encoder *e, PyObject *object) {
    uint8_t text[40];
    return lane_py_temporal_put_easy(e, text, object) != NULL;
}

/* Days since 1970 to a date of the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
 * algorithms"): years from March on, in eras of 400. */
static uint8_t *put_days(uint8_t *dst, int64_t days) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    unsigned day_of_era = (unsigned)(days - era * 146097);
    unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned month = (5 * day_of_year + 2) / 153;
    unsigned day = day_of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    return put_date(dst, (unsigned)((int64_t)year_of_era + era * 400 + (month <= 2)), month, day);
}

uint8_t *lane_py_temporal_of_numpy(uint8_t *dst, int64_t days, int64_t microseconds, uint32_t flags) {
    unsigned seconds = (unsigned)(microseconds / 1000000);
    dst = put_days(dst, days);
    *dst = 'T';
    dst = put_time(dst + 1, seconds / 3600, seconds / 60 % 60, seconds % 60, (unsigned)(microseconds % 1000000), flags);
    return flags & DUMPS_NAIVE_UTC ? put_utc(dst, flags) : dst;
}
