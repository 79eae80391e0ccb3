"""What sysconfig says of the build; little, because nothing can be built here."""

build_time_vars = {"TZPATH": "", "WITH_DOC_STRINGS": 1, "SOABI": "cpython-313-wasm32-wasi", "EXT_SUFFIX": ".cpython-313-wasm32-wasi.so"}
