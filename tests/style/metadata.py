#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check what a release is cut from: one version everywhere, links that lead somewhere, classifiers that the CI builds.

Usage: metadata.py ROOT [--tag TAG [--notes FILE]]. With a tag also that it is the version's and that CHANGELOG.md has
its section, which is written to the file that --notes names.
"""

import argparse
import pathlib
import re
import sys

HEADING = re.compile(r"^## (.+)$", re.M)


def text_of(root, name):
    return (root / name).read_text(encoding="utf-8")


def versions(root):
    """File -> the version that it names."""
    header = text_of(root, "include/lanejson.h")
    numbers = (re.search(rf"#define LANE_VERSION_{part} (\d+)$", header, re.M) for part in ("MAJOR", "MINOR", "PATCH"))
    soversion = re.search(r"soversion: '([^']+)'", text_of(root, "src/meson.build"))[1]
    version = re.search(r"^  version: '([^']+)'", text_of(root, "meson.build"), re.M)[1]
    major, minor = version.split(".")[:2]
    return {
        "meson.build": version,
        "include/lanejson.h": ".".join(number[1] for number in numbers),
        "CITATION.cff": re.search(r"^version: (.+)$", text_of(root, "CITATION.cff"), re.M)[1],
        # The ABI breaks with a major version; before 1.0 with a minor one.
        "src/meson.build": version if soversion == (major if major != "0" else f"0.{minor}") else soversion,
    }


def check_versions(root):
    found = versions(root)
    for name, version in found.items():
        if version != found["meson.build"]:
            yield f"{name}: {version}, but meson.build has {found['meson.build']}"
    if re.search(r"^version = ", text_of(root, "pyproject.toml"), re.M):
        yield "pyproject.toml: a version, which meson.build has"


def check_links(root):
    """README's relative links: to files, and absolute in what is published."""
    sys.path.insert(0, str(root / ".github"))
    import published

    readme = text_of(root, "README.md")
    links = published.LINK.findall(readme)
    for link in links:
        if not (root / link.partition("#")[0]).exists():
            yield f"README.md: {link} leads nowhere"
    address = "https://example.org/lanejson"
    public = published.absolute(readme, address, "v1")
    if published.LINK.search(public) or public.count(f"]({address}/blob/v1/") != len(links):
        yield ".github/published.py: relative links stay in README"
    project = published.with_urls(text_of(root, "pyproject.toml"), address, "v1")
    if project.count(f'Source = "{address}"\n') != 1 or project.count("[project.optional-dependencies]\n") != 1:
        yield ".github/published.py: pyproject.toml gets no addresses"


def check_classifiers(root):
    """A classifier for each minor version from requires-python on, without a gap."""
    project = text_of(root, "pyproject.toml")
    first = int(re.search(r'requires-python = ">=3\.(\d+)"', project)[1])
    named = [int(minor) for minor in re.findall(r'"Programming Language :: Python :: 3\.(\d+)"', project)]
    if named != list(range(first, first + len(named))) or not named:
        yield f"pyproject.toml: classifiers for 3.{named}, from 3.{first} on"


def notes(root, version):
    """The changelog's section of a version; None if it has none."""
    text = text_of(root, "CHANGELOG.md")
    headings = list(HEADING.finditer(text))
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        if heading[1].split()[0] == version:
            return text[heading.end() : following.start() if following else len(text)].strip() + "\n"
    return None


def check_changelog(root):
    """Unreleased first, then `VERSION - YYYY-MM-DD`, the newest first."""
    headings = [heading[1] for heading in HEADING.finditer(text_of(root, "CHANGELOG.md"))]
    if headings[:1] != ["Unreleased"]:
        yield "CHANGELOG.md: the first section is not Unreleased"
    for heading in headings[1:]:
        if not re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", heading):
            yield f"CHANGELOG.md: {heading!r} is not VERSION - YYYY-MM-DD"


def check_tag(root, tag, path):
    version = versions(root)["meson.build"]
    section = notes(root, version)
    if tag != f"v{version}":
        yield f"the tag is {tag}, but the version {version}"
    if section is None:
        yield f"CHANGELOG.md: no section for {version}"
    elif path:
        path.write_text(section, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--tag")
    parser.add_argument("--notes", type=pathlib.Path)
    arguments = parser.parse_args()
    checks = [check(arguments.root) for check in (check_versions, check_links, check_classifiers, check_changelog)]
    if arguments.tag:
        checks.append(check_tag(arguments.root, arguments.tag, arguments.notes))
    failed = 0
    for check in checks:
        offences = list(check)
        for offence in offences:
            print(offence)
        failed += bool(offences)
    print(f"metadata: {len(checks) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
