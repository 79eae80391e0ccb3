# The engine: Wasmtime's C API from the Rust package registry, as a static library. Target hako_engine.
find_program(HAKO_CARGO cargo HINTS $ENV{CARGO_HOME}/bin $ENV{HOME}/.cargo/bin)
if(NOT HAKO_CARGO)
    message(FATAL_ERROR "hako needs cargo (Rust 1.90 or newer) to build its engine; 'make setup' in hako's checkout installs it")
endif()

set(HAKO_ENGINE_DIR ${HAKO_DEPS_DIR}/engine)
set(HAKO_ENGINE_LIBRARY ${HAKO_ENGINE_DIR}/target/release/libhako_engine.a)
set(HAKO_ENGINE_INCLUDE ${HAKO_ENGINE_DIR}/include)
set(engine_crate ${CMAKE_CURRENT_SOURCE_DIR}/src/engine/crate)
add_custom_command(
    OUTPUT ${HAKO_ENGINE_LIBRARY}
    COMMAND ${CMAKE_COMMAND} -E env HAKO_ENGINE_INCLUDE_DIR=${HAKO_ENGINE_INCLUDE}
            ${HAKO_CARGO} build --release --locked --manifest-path ${engine_crate}/Cargo.toml
            --target-dir ${HAKO_ENGINE_DIR}/target
    COMMAND ${CMAKE_COMMAND} -E touch ${HAKO_ENGINE_LIBRARY}
    DEPENDS ${engine_crate}/Cargo.toml ${engine_crate}/Cargo.lock ${engine_crate}/build.rs ${engine_crate}/lib.rs ${engine_crate}/prepare.rs
    COMMENT "Building the engine (about 3 minutes on two cores the first time)"
    USES_TERMINAL VERBATIM)
add_custom_target(hako_engine_build DEPENDS ${HAKO_ENGINE_LIBRARY})

file(MAKE_DIRECTORY ${HAKO_ENGINE_INCLUDE})
add_library(hako_engine STATIC IMPORTED GLOBAL)
set_target_properties(hako_engine PROPERTIES
    IMPORTED_LOCATION ${HAKO_ENGINE_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${HAKO_ENGINE_INCLUDE}
    INTERFACE_LINK_LIBRARIES "pthread;dl;m")
add_dependencies(hako_engine hako_engine_build)
