# The bundled guests: interpreters compiled to WebAssembly. Target hako_ruby_guest.
set(HAKO_RUBY_WASM ${HAKO_DEPS_DIR}/guest/ruby.wasm)
file(GLOB_RECURSE ruby_guest_sources CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_SOURCE_DIR}/guest/common/* ${CMAKE_CURRENT_SOURCE_DIR}/guest/ruby/*)
add_custom_command(
    OUTPUT ${HAKO_RUBY_WASM}
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/guest/ruby/build.sh --deps ${HAKO_DEPS_DIR} --out ${HAKO_RUBY_WASM}
    COMMAND ${CMAKE_COMMAND} -E touch ${HAKO_RUBY_WASM}
    DEPENDS ${ruby_guest_sources} ${CMAKE_CURRENT_SOURCE_DIR}/scripts/debian.lock ${CMAKE_CURRENT_SOURCE_DIR}/scripts/fetch_debian.sh
    COMMENT "Building the Ruby guest (about a minute the first time)"
    USES_TERMINAL VERBATIM)
add_custom_target(hako_ruby_guest DEPENDS ${HAKO_RUBY_WASM})
