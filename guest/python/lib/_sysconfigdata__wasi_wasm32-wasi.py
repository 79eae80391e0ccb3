"""What sysconfig says of the build; nothing, because nothing can be built here."""

build_time_vars = {"TZPATH": "", "SOABI": "cpython-313-wasm32-wasi", "EXT_SUFFIX": ".cpython-313-wasm32-wasi.so"}
