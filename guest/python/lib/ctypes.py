"""The sizes of C's types in the sandbox, which some packages ask for. There is no C code to call."""

import struct


class _CData:
    def __init__(self, value=0):
        self.value = value


def _type(name, code):
    return type(name, (_CData,), {"_type_": code, "__module__": __name__})


c_bool, c_char, c_byte, c_ubyte = _type("c_bool", "?"), _type("c_char", "c"), _type("c_byte", "b"), _type("c_ubyte", "B")
c_short, c_ushort = _type("c_short", "h"), _type("c_ushort", "H")
c_int, c_uint = _type("c_int", "i"), _type("c_uint", "I")
c_long, c_ulong = _type("c_long", "l"), _type("c_ulong", "L")
c_longlong, c_ulonglong = _type("c_longlong", "q"), _type("c_ulonglong", "Q")
c_size_t, c_ssize_t, c_void_p = _type("c_size_t", "N"), _type("c_ssize_t", "n"), _type("c_void_p", "P")
c_float, c_double = _type("c_float", "f"), _type("c_double", "d")


def sizeof(kind):
    return struct.calcsize(kind._type_)


class CDLL:
    def __init__(self, name, *args, **kwargs):
        raise OSError(f"no C code can be loaded in the sandbox: {name!r}")


PyDLL = CDLL
