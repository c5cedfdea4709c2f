# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# lanejson.contrib and the one-line recipes, against the real packages

stage_integrations() {
    prepare
    packages postgresql
    CC=gcc build gcc
    make_venv "$work/venv-integrations" "$python" pytest aiohttp celery 'dask[bag]' django djangorestframework fakeredis fastapi \
        flask httpx jsonschema nbformat pandas 'psycopg[binary]' pydantic python-json-logger redis requests sqlalchemy starlette \
        structlog
    PYTHONPATH=$work/gcc/python "$work/venv-integrations/bin/python" -m pytest -q -p no:cacheprovider tests/integrations </dev/null
}
