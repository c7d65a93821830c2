#!/usr/bin/env python3
"""Checks the includes of emulator/: which room may know which, and who may know a library.

Names file and line of every wrong include and ends with 1. `--self-test` proves that wrong ones are found.
"""

import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The rooms that a room may include, beside itself. No product knows another: they meet over HTTP.
ARROWS = {
    "base": "",
    "model": "base",
    "jose": "base",
    "http": "base",
    "store": "model base",
    "oauth": "http jose model base",
    "rp": "oauth http jose base",
    "services": "rp store oauth http jose model base",
    "server": "http base",
    "app": "services server rp store oauth http jose model base",
    "main.cpp": "app base",
}

# Libraries that one room hides from all others: how its headers start, and that room.
LIBRARIES = {"boost/beast": "server", "sqlite3": "store", "openssl/": "jose"}

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def room_of(path):
    """The room of a file named from emulator/, and the product where the room is services."""
    parts = path.split("/")
    product = parts[1] if parts[0] == "services" and len(parts) > 2 else None
    return parts[0], product


def own_header(folder, path):
    header = path[: -len(".cpp")] + ".h" if path.endswith(".cpp") else None
    return header if header and (folder / header).is_file() else None


def quoted_fault(folder, path, name):
    """What is wrong with #include "name" in that file, or None."""
    room, product = room_of(path)
    target, other = room_of(name)
    if target not in ARROWS or "/" not in name:
        return f'"{name}" names no room; rooms are {", ".join(sorted(ARROWS))}'
    if not (folder / name).is_file():
        return f'"{name}" is no file of emulator/'
    if target != room and target not in ARROWS[room].split():
        return f"{room} must not include {target}; it may include {ARROWS[room] or 'no other room'}"
    if room == "services" and target == "services" and other and other != product:
        return f"{product} must not include {other}: products meet over HTTP"
    return None


def library_fault(path, name):
    for prefix, owner in LIBRARIES.items():
        if name.startswith(prefix) and room_of(path)[0] != owner:
            return f"<{name}> belongs to {owner} alone"
    return None


def faults_of_file(folder, path):
    if room_of(path)[0] not in ARROWS:
        yield f"{folder / path}:1: emulator/{room_of(path)[0]} is no room; add it to the table with its arrows"
        return
    expected_first = own_header(folder, path)
    for number, line in enumerate((folder / path).read_text().splitlines(), 1):
        include = INCLUDE.match(line)
        if not include:
            continue
        quoted, name = include[1] == '"', include[2]
        place = f"{folder / path}:{number}"
        if expected_first and name != expected_first:
            yield f'{place}: the first include is the file\'s own header, "{expected_first}"'
        expected_first = None
        fault = (quoted_fault(folder, path, name) if quoted else None) or library_fault(path, name)
        if fault:
            yield f"{place}: {fault}"


def faults_of(folder):
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".h", ".cpp"))
    if not files:
        yield f"{folder}: no sources here"
    for file in files:
        yield from faults_of_file(folder, file.relative_to(folder).as_posix())


# A file, what it includes, and the line and words of the fault; None where all is right.
SELF_TEST = [
    ("base/text.h", "#include <string>", None),
    ("base/text.cpp", '#include "base/text.h"\n\n#include <vector>', None),
    ("base/late.h", "", None),
    ("base/late.cpp", '#include <vector>\n#include "base/late.h"', ":1: the first include"),
    ("base/upward.h", '\n#include "http/message.h"', ":2: base must not include http"),
    ("http/message.h", '#include "base/text.h"', None),
    ("http/sockets.h", "#include <boost/beast/http.hpp>", ":1: <boost/beast/http.hpp> belongs to server"),
    ("http/rows.cpp", "#include <sqlite3.h>", ":1: <sqlite3.h> belongs to store"),
    ("http/keys.cpp", '  #  include "openssl/evp.h"', ":1: \"openssl/evp.h\" names no room"),
    ("http/relative.cpp", '#include "message.h"', ":1: \"message.h\" names no room"),
    ("http/missing.cpp", '#include "base/nothing.h"', ":1: \"base/nothing.h\" is no file"),
    ("jose/key.cpp", "#include <openssl/evp.h>\n#include <sqlite3ext.h>", ":2: <sqlite3ext.h> belongs to store"),
    ("server/session.cpp", "#include <boost/beast/core.hpp>", None),
    ("services/one/service.h", '#include "http/message.h"', None),
    ("services/one/pages.h", '#include "services/one/service.h"', None),
    ("services/two/service.h", '#include "services/one/service.h"', ":1: two must not include one"),
    ("services/two/socket.h", '#include "server/listener.h"', ":1: services must not include server"),
    ("server/listener.h", "", None),
    ("app/app.h", '#include "services/one/service.h"\n#include "server/listener.h"', None),
    ("attic/old.h", "", ":1: emulator/attic is no room"),
    ("main.cpp", '#include "app/app.h"\n#include "store/database.h"', ":2: main.cpp must not include store"),
    ("store/database.h", "", None),
]


def self_test():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for path, text, _ in SELF_TEST:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text + "\n")
        wrong = []
        for path, _, expected in SELF_TEST:
            found = list(faults_of_file(folder, path))
            right = len(found) == 1 and f"{path}{expected}" in found[0] if expected else not found
            if not right:
                wrong.append(f"{path}: expected {expected or 'no fault'}, found {found or 'none'}")
        every = list(faults_of(folder))
        expected_count = sum(1 for row in SELF_TEST if row[2])
        if len(every) != expected_count:
            wrong.append(f"the whole tree: expected {expected_count} faults, found {len(every)}")
        if not list(faults_of(folder / "nowhere")):
            wrong.append("an empty tree must not count as right")
    return wrong


def main():
    faults = self_test() if sys.argv[1:] == ["--self-test"] else list(faults_of(ROOT / "emulator"))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
