#!/usr/bin/env python3
"""Makes wire_vectors.json: values and their bytes, by an implementation of MessagePack that is not ours.

    python3 -m venv venv && venv/bin/pip install --require-hashes -r requirements.txt
    venv/bin/python make_vectors.py > wire_vectors.json

A value is a list of its type and its content:
    ["nil"]  ["bool", true]  ["int", "-5"]  ["float", "<16 hex digits>"]  ["str", runs]  ["bin", runs]  ["sym", runs]
    ["handle", 7]  ["arr", [[value, count], …]]  ["map", [[key, value], …]]
Bytes are runs: a list of [hex, count]. "canonical" was written by msgpack; each of "others" is a wider form of the same
value, written here and read back by msgpack.
"""

import json
import random
import struct
import sys

import msgpack

MAX_HANDLE = 0x7FFFFFFF


# --- descriptions ---------------------------------------------------------------------------------------------------

def runs(data):
    """Run-length form: long stretches of one byte become one run."""
    result, plain, at = [], bytearray(), 0
    while at < len(data):
        end = at
        while end < len(data) and data[end] == data[at]:
            end += 1
        if end - at >= 32:
            if plain:
                result.append([plain.hex(), 1])
                plain = bytearray()
            result.append([data[at:at + 1].hex(), end - at])
        else:
            plain += data[at:end]
        at = end
    if plain:
        result.append([plain.hex(), 1])
    return result


def text(s):
    return ["str", s.encode()]


def describe(value):
    kind = value[0]
    if kind in ("str", "bin", "sym"):
        return [kind, runs(value[1])]
    if kind == "arr":
        elements = []
        for element in map(describe, value[1]):
            if elements and elements[-1][0] == element:
                elements[-1][1] += 1
            else:
                elements.append([element, 1])
        return [kind, elements]
    if kind == "map":
        return [kind, [[describe(k), describe(v)] for k, v in value[1]]]
    return value


# --- bytes, by msgpack ----------------------------------------------------------------------------------------------

def pack_into(packer, value):
    kind = value[0]
    if kind == "nil":
        packer.pack(None)
    elif kind == "bool":
        packer.pack(value[1])
    elif kind == "int":
        packer.pack(int(value[1]))
    elif kind == "float":
        packer.pack(struct.unpack(">d", bytes.fromhex(value[1]))[0])
    elif kind == "str":
        packer.pack(value[1].decode())
    elif kind == "bin":
        packer.pack(value[1])
    elif kind == "sym":
        packer.pack_ext_type(0, value[1])
    elif kind == "handle":
        packer.pack_ext_type(1, struct.pack(">I", value[1]))
    elif kind == "arr":
        packer.pack_array_header(len(value[1]))
        for element in value[1]:
            pack_into(packer, element)
    elif kind == "map":
        packer.pack_map_header(len(value[1]))
        for k, v in value[1]:
            pack_into(packer, k)
            pack_into(packer, v)


def canonical(value):
    packer = msgpack.Packer(use_bin_type=True, autoreset=False, strict_types=False)
    pack_into(packer, value)
    return packer.bytes()


class Pairs(list):
    pass


def neutral(x):
    """What msgpack read, as a description without runs."""
    if x is None:
        return ["nil"]
    if isinstance(x, bool):
        return ["bool", x]
    if isinstance(x, int):
        return ["int", str(x)]
    if isinstance(x, float):
        return ["float", struct.pack(">d", x).hex()]
    if isinstance(x, str):
        return ["str", x.encode()]
    if isinstance(x, bytes):
        return ["bin", x]
    if isinstance(x, msgpack.ExtType):
        return ["sym", x.data] if x.code == 0 else ["handle", struct.unpack(">I", x.data)[0]]
    if isinstance(x, Pairs):
        return ["map", [[neutral(k), neutral(v)] for k, v in x]]
    return ["arr", [neutral(element) for element in x]]


def read(data):
    return neutral(msgpack.unpackb(data, raw=False, strict_map_key=False, object_pairs_hook=Pairs, max_ext_len=1 << 24))


# --- bytes in wider forms, by hand ----------------------------------------------------------------------------------

def with_length(data_length, forms, minimum):
    """All headers of a length: forms are (marker, struct letter, largest)."""
    return [bytes([marker]) + struct.pack(letter, data_length) for marker, letter, largest in forms
            if data_length <= largest][minimum:]


LENGTH = {
    "str": [(0xD9, ">B", 0xFF), (0xDA, ">H", 0xFFFF), (0xDB, ">I", 0xFFFFFFFF)],
    "bin": [(0xC4, ">B", 0xFF), (0xC5, ">H", 0xFFFF), (0xC6, ">I", 0xFFFFFFFF)],
    "ext": [(0xC7, ">B", 0xFF), (0xC8, ">H", 0xFFFF), (0xC9, ">I", 0xFFFFFFFF)],
    "arr": [(0xDC, ">H", 0xFFFF), (0xDD, ">I", 0xFFFFFFFF)],
    "map": [(0xDE, ">H", 0xFFFF), (0xDF, ">I", 0xFFFFFFFF)],
}
INTEGERS = [(0xCC, ">B", 0, 0xFF), (0xCD, ">H", 0, 0xFFFF), (0xCE, ">I", 0, 0xFFFFFFFF), (0xCF, ">Q", 0, 2**64 - 1),
            (0xD0, ">b", -2**7, 2**7 - 1), (0xD1, ">h", -2**15, 2**15 - 1), (0xD2, ">i", -2**31, 2**31 - 1),
            (0xD3, ">q", -2**63, 2**63 - 1)]


def scalar_forms(value):
    """Every form of a value, of its header when it has content."""
    kind = value[0]
    if kind == "int":
        n = int(value[1])
        return [bytes([marker]) + struct.pack(letter, n) for marker, letter, low, high in INTEGERS if low <= n <= high]
    if kind == "float":
        x = struct.unpack(">d", bytes.fromhex(value[1]))[0]
        forms = [b"\xcb" + bytes.fromhex(value[1])]
        try:
            narrow = struct.pack(">f", x)
            if x == x and struct.unpack(">f", narrow)[0] == x:
                forms.append(b"\xca" + narrow)
        except OverflowError:
            pass
        return forms
    if kind in ("str", "bin"):
        return [header + value[1] for header in with_length(len(value[1]), LENGTH[kind], 0)]
    if kind == "sym":
        return [header + b"\x00" + value[1] for header in with_length(len(value[1]), LENGTH["ext"], 0)]
    if kind == "handle":
        payload = b"\x01" + struct.pack(">I", value[1])
        return [header + payload for header in with_length(4, LENGTH["ext"], 0)]
    return [canonical(value)]


def widened(value, rng):
    """One form of a whole value, each part in a width by chance."""
    kind = value[0]
    if kind == "arr":
        return rng.choice(with_length(len(value[1]), LENGTH["arr"], 0)) + b"".join(widened(e, rng) for e in value[1])
    if kind == "map":
        return rng.choice(with_length(len(value[1]), LENGTH["map"], 0)) + b"".join(
            widened(k, rng) + widened(v, rng) for k, v in value[1])
    return rng.choice(scalar_forms(value))


# --- the values -----------------------------------------------------------------------------------------------------

def integer_values():
    edges = {0, 1}
    for bits in (5, 7, 8, 15, 16, 31, 32, 53, 62, 63, 64):
        for n in (2**bits, -2**bits):
            edges |= {n - 1, n, n + 1}
    return [["int", str(n)] for n in sorted(edges) if -2**63 <= n <= 2**64 - 1]


def float_values():
    numbers = [0.0, -0.0, 1.0, 1.5, -1.5, 0.1, 1e16, 1e-5, 1e308, 5e-324, 2.0**53, 3.4028234663852886e38,
               float("inf"), float("-inf"), float("nan")]
    return [["float", struct.pack(">d", x).hex()] for x in numbers]


def sized_values():
    values = []
    for size in (0, 1, 15, 16, 31, 32, 33, 255, 256, 65535, 65536):
        values += [text("a" * size), ["bin", b"\xfe" * size]]
        values.append(["arr", [["nil"]] * size])
    for size in (0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 255, 256, 65535, 65536):
        values.append(["sym", b"s" * size])
    for size in (0, 1, 8, 9, 15, 16, 17, 300):
        values.append(["map", [[["int", str(i)], ["bool", i % 2 == 0]] for i in range(size)]])
    return values


def text_values():
    samples = ["\0", "\x7f", "é", "漢字", "😀", "\U0010ffff", "\ud7ff", "\ue000", "a\nb", "#{x}", "e\u0301"]
    return [text(s) for s in samples] + [["sym", s.encode()] for s in samples]


def random_value(rng, depth):
    scalars = [
        lambda: ["nil"],
        lambda: ["bool", rng.random() < 0.5],
        lambda: ["int", str(rng.randint(-2**63, 2**64 - 1) >> rng.randint(0, 63))],
        lambda: ["float", struct.pack(">d", rng.uniform(-1e6, 1e6)).hex()],
        lambda: text("".join(rng.choice("abcé漢😀\0\n") for _ in range(rng.randint(0, 12)))),
        lambda: ["bin", bytes(rng.randrange(256) for _ in range(rng.randint(0, 12)))],
        lambda: ["sym", "".join(rng.choice("abcé?=") for _ in range(rng.randint(0, 12))).encode()],
        lambda: ["handle", rng.randint(1, MAX_HANDLE)],
    ]
    if depth == 0 or rng.random() < 0.4:
        return rng.choice(scalars)()
    if rng.random() < 0.5:
        return ["arr", [random_value(rng, depth - 1) for _ in range(rng.randint(0, 5))]]
    pairs, seen = [], set()
    for _ in range(rng.randint(0, 5)):
        key = random_value(rng, min(depth - 1, 1))
        if repr(key) not in seen:
            seen.add(repr(key))
            pairs.append([key, random_value(rng, depth - 1)])
    return ["map", pairs]


def vector(value, rng):
    data = canonical(value)
    others = {form for form in scalar_forms(value)} if value[0] not in ("arr", "map") else set()
    others |= {widened(value, rng) for _ in range(2)}
    others = sorted(others - {data}, key=lambda form: (len(form), form))
    is_nan = value[0] == "float" and struct.unpack(">d", bytes.fromhex(value[1]))[0] != struct.unpack(
        ">d", bytes.fromhex(value[1]))[0]
    for form in [data, *others]:
        if not is_nan and read(form) != value:
            sys.exit(f"msgpack reads {form.hex()} as {read(form)}, not as {value}")
    return {"value": describe(value), "canonical": runs(data), "others": [runs(form) for form in others]}


def main():
    rng = random.Random(20240229)
    values = [["nil"], ["bool", False], ["bool", True], *integer_values(), *float_values(), *sized_values(),
              *text_values(), ["handle", 1], ["handle", 7], ["handle", MAX_HANDLE]]
    values += [random_value(rng, 4) for _ in range(150)]
    lines = ",\n".join(json.dumps(vector(value, rng), separators=(",", ":")) for value in values)
    print("[\n" + lines + "\n]")


if __name__ == "__main__":
    main()
