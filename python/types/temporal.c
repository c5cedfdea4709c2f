/* SPDX-License-Identifier: MIT */
/* datetime, date and time. */
#include "calendar.h"
#include "kinds.h"

/* datetime.h declares a mutable static pointer to the API; the module's state has ours. */
#define PyDateTimeAPI unused_datetime_api
#include <datetime.h>
#undef PyDateTimeAPI

/* Returns datetime's C API; NULL with an exception set. Not by PyCapsule_Import, which loses a MemoryError. */
static const PyDateTime_CAPI *datetime_api(lane_py_context *c) {
    (void)unused_datetime_api;
    if (LANE_UNLIKELY(c->known->datetime == NULL)) {
        lane_py_before_python(c);
        PyObject *module = PyImport_ImportModule("datetime");
        PyObject *capsule = module == NULL ? NULL : PyObject_GetAttrString(module, "datetime_CAPI");
        if (capsule != NULL)
            c->known->datetime = PyCapsule_GetPointer(capsule, PyDateTime_CAPSULE_NAME);
        Py_XDECREF(capsule);
        Py_XDECREF(module);
        const PyDateTime_CAPI *api = (const PyDateTime_CAPI *)c->known->datetime;
        if (api != NULL) {
            c->known->temporal[0] = api->DateTimeType;
            c->known->temporal[1] = api->DateType;
            c->known->temporal[2] = api->TimeType;
        }
    }
    return (const PyDateTime_CAPI *)c->known->datetime;
}

/* -- text -- */

/* Writes an offset, rounded to whole minutes. Of `days` only the sign counts. */
static uint8_t *put_offset(uint8_t *dst, int days, int seconds, uint32_t flags) {
    if (seconds == 0)
        return calendar_put_utc(dst, flags);
    *dst++ = days == -1 ? '-' : '+';
    if (days == -1)
        seconds = 86400 - seconds;
    unsigned minutes = (unsigned)seconds / 60, rest = (unsigned)seconds % 60;
    dst = calendar_put_two(dst, minutes / 60);
    *dst = ':';
    return calendar_put_two(dst + 1, minutes % 60 + (rest >= 30));
}

/* -- zones -- */

/* Returns 1, 0, or -1 with an exception set. */
static int has_attribute(lane_py_context *c, PyObject *object, lane_py_name name) {
    PyObject *value;
    const int has = pycompat_get_optional(object, c->call->state->names[name], &value);
    Py_XDECREF(value);
    return has >= 0 || !lane_py_forget() ? has : 0;
}

/* Returns the UTC offset, a new reference, by the call that the library of the zone requires. NULL if no known library
 * has this zone, or with an exception set. */
static PyObject *utcoffset(lane_py_context *c, PyObject *datetime, PyObject *zone) {
    PyObject *const *names = c->call->state->names;
    PyObject *const asked = names[LANE_PY_NAME_utcoffset];
    PyObject *on = NULL, *offset;
    int has = has_attribute(c, zone, LANE_PY_NAME_convert); /* pendulum */
    if (has != 0)
        return has < 0 ? NULL : PyObject_CallMethodNoArgs(datetime, asked);
    has = has_attribute(c, zone, LANE_PY_NAME_normalize); /* pytz */
    if (has != 0) {
        on = has < 0 ? NULL : PyObject_CallMethodOneArg(zone, names[LANE_PY_NAME_normalize], datetime);
        offset = on == NULL ? NULL : PyObject_CallMethodNoArgs(on, asked);
        Py_XDECREF(on);
        return offset;
    }
    has = has_attribute(c, zone, LANE_PY_NAME_dst); /* zoneinfo, dateutil */
    return has <= 0 ? NULL : PyObject_CallMethodOneArg(zone, asked, datetime);
}

/* Writes a result of utcoffset(); None is written as UTC. Returns the end; NULL without an exception if it is neither a
 * timedelta nor None. */
static uint8_t *put_answer(lane_py_context *c, uint8_t *dst, PyObject *offset) {
    if (offset == Py_None)
        return calendar_put_utc(dst, c->call->flags);
    if (!PyObject_TypeCheck(offset, datetime_api(c)->DeltaType))
        return NULL;
    return put_offset(dst, PyDateTime_DELTA_GET_DAYS(offset), PyDateTime_DELTA_GET_SECONDS(offset), c->call->flags);
}

/* Looks up the method that quiet_utcoffset calls, if it handles the zone's type. False with an exception set. */
static bool learn_zone(lane_py_context *c, PyObject *zone) {
    PyTypeObject *type = Py_TYPE(zone);
    const bool fixed = type == Py_TYPE(datetime_api(c)->TimeZone_UTC);
    if (!PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE) ||
        (!fixed && strcmp(type->tp_name, "zoneinfo.ZoneInfo") != 0))
        return true;
    return lane_py_native(c, fixed ? NATIVE_TIMEZONE : NATIVE_ZONEINFO) != NULL || lane_py_forget();
}

/* Returns utcoffset() of a zone of the standard library whose type is written in C and immutable: it runs no Python
 * code, so lane_py_before_python is not needed. A new reference; NULL, without an exception, if the zone is of another
 * type or its method has not been looked up yet. */
static PyObject *quiet_utcoffset(lane_py_context *c, PyObject *datetime, PyObject *zone) {
    static const native_known known[] = {NATIVE_TIMEZONE, NATIVE_ZONEINFO};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        PyObject *method = c->known->natives[known[i]];
        if (method != NULL && Py_IS_TYPE(method, &PyMethodDescr_Type) && PyDescr_TYPE(method) == Py_TYPE(zone)) {
            PyObject *const arguments[] = {zone, datetime};
            PyObject *offset = PyObject_Vectorcall(method, arguments, 2, NULL);
            if (LANE_UNLIKELY(offset == NULL))
                PyErr_Clear(); /* the caller asks again by utcoffset, which raises */
            return offset;
        }
    }
    return NULL;
}

static uint8_t *put_zone(lane_py_context *c, uint8_t *dst, PyObject *datetime, PyObject *zone) {
    if (zone == datetime_api(c)->TimeZone_UTC)
        return calendar_put_utc(dst, c->call->flags);
    lane_py_before_python(c);
    Py_INCREF(zone);
    PyObject *offset = NULL;
    if (learn_zone(c, zone)) {
        offset = quiet_utcoffset(c, datetime, zone);
        if (offset == NULL)
            offset = utcoffset(c, datetime, zone);
    }
    Py_DECREF(zone);
    uint8_t *end = offset == NULL ? NULL : put_answer(c, dst, offset);
    Py_XDECREF(offset);
    if (end == NULL && !PyErr_Occurred())
        lane_py_refuse(
            c, "datetime's timezone library is not supported: use datetime.timezone.utc, pendulum, pytz, or dateutil");
    return end;
}

/* -- objects -- */

static uint8_t *put_moment(uint8_t *dst, PyObject *o, uint32_t flags) {
    dst = calendar_put_date(dst, (unsigned)PyDateTime_GET_YEAR(o), PyDateTime_GET_MONTH(o), PyDateTime_GET_DAY(o));
    *dst = 'T';
    return calendar_put_time(dst + 1, PyDateTime_DATE_GET_HOUR(o), PyDateTime_DATE_GET_MINUTE(o),
                             PyDateTime_DATE_GET_SECOND(o), (unsigned)PyDateTime_DATE_GET_MICROSECOND(o), flags);
}

static uint8_t *put_datetime(lane_py_context *c, uint8_t *dst, PyObject *o) {
    uint32_t flags = c->call->flags;
    dst = put_moment(dst, o, flags);
    PyObject *zone = PyDateTime_DATE_GET_TZINFO(o);
    if (zone != Py_None)
        return put_zone(c, dst, o, zone);
    return flags & DUMPS_NAIVE_UTC ? calendar_put_utc(dst, flags) : dst;
}

/* As put_datetime if that runs no Python code; else NULL. */
static uint8_t *put_quiet_datetime(lane_py_context *c, uint8_t *dst, PyObject *o) {
    PyObject *zone = PyDateTime_DATE_GET_TZINFO(o);
    if (zone == Py_None || zone == datetime_api(c)->TimeZone_UTC)
        return put_datetime(c, dst, o);
    PyObject *offset = quiet_utcoffset(c, o, zone);
    if (offset == NULL)
        return NULL;
    dst = put_answer(c, put_moment(dst, o, c->call->flags), offset);
    Py_DECREF(offset);
    return dst;
}

static uint8_t *put_day(uint8_t *dst, PyObject *o) {
    return calendar_put_date(dst, (unsigned)PyDateTime_GET_YEAR(o), PyDateTime_GET_MONTH(o), PyDateTime_GET_DAY(o));
}

static uint8_t *put_clock(lane_py_context *c, uint8_t *dst, PyObject *o) {
    if (PyDateTime_TIME_GET_TZINFO(o) != Py_None) {
        lane_py_refuse(c, "datetime.time must not have tzinfo set");
        return NULL;
    }
    return calendar_put_time(dst, PyDateTime_TIME_GET_HOUR(o), PyDateTime_TIME_GET_MINUTE(o),
                             PyDateTime_TIME_GET_SECOND(o), (unsigned)PyDateTime_TIME_GET_MICROSECOND(o),
                             c->call->flags);
}

bool lane_py_temporal_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    const PyDateTime_CAPI *api = datetime_api(c);
    const PyTypeObject *type = Py_TYPE(object);
    uint8_t *end = NULL;
    if (LANE_UNLIKELY(api == NULL)) {
        if (lane_py_forget())
            return false;
    } else if (type == api->DateTimeType) {
        end = put_datetime(c, ret->buffer, object);
    } else if (type == api->DateType) {
        end = put_day(ret->buffer, object);
    } else if (type == api->TimeType) {
        end = put_clock(c, ret->buffer, object);
    } else {
        return false;
    }
    lane_piece_buffer(ret, PIECE_QUOTED, end);
    return true;
}

uint8_t *lane_py_temporal_text(lane_py_context *c, uint8_t *dst, PyObject *object) {
    const PyDateTime_CAPI *api = (const PyDateTime_CAPI *)c->known->datetime;
    PyTypeObject *type = Py_TYPE(object);
    if (LANE_UNLIKELY(api == NULL)) /* the API is not loaded yet: lane_py_temporal_piece loads it */
        return NULL;
    if (type == api->DateTimeType)
        return put_quiet_datetime(c, dst, object);
    if (type == api->DateType)
        return put_day(dst, object);
    return type == api->TimeType && PyDateTime_TIME_GET_TZINFO(object) == Py_None ? put_clock(c, dst, object) : NULL;
}
