# The bundled guests: interpreters compiled to WebAssembly, each built by a script of its own and embedded in the library.
set(HAKO_GUESTS ruby python javascript CACHE STRING "The guests that are part of the library: ruby, python, javascript")
foreach(guest IN LISTS HAKO_GUESTS)
    if(NOT guest MATCHES "^(ruby|python|javascript)$")
        message(FATAL_ERROR "HAKO_GUESTS names an unknown guest: ${guest}")
    endif()
endforeach()

option(HAKO_RUBY_MINIMAL "The Ruby guest without JSON and Regexp" OFF)

# hako_build_guest(TARGET WASM GUEST COMMENT AFTER OPTIONS...): the target that builds a module with the guest's script and these options,
# after a module with which it shares folders, or "".
function(hako_build_guest target wasm guest comment after)
    set(folder ${PROJECT_SOURCE_DIR}/guest)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/common/* ${folder}/crates/* ${folder}/${guest}/*)
    add_custom_command(
        OUTPUT ${wasm}
        COMMAND ${folder}/${guest}/build.sh --deps ${HAKO_DEPS_DIR} --out ${wasm} ${ARGN}
        COMMAND ${CMAKE_COMMAND} -E sha256sum ${wasm} > ${wasm}.sha256
        COMMAND ${CMAKE_COMMAND} -E touch ${wasm}
        DEPENDS ${after} ${sources} ${folder}/steps.sh ${PROJECT_SOURCE_DIR}/scripts/debian.lock ${PROJECT_SOURCE_DIR}/scripts/fetch_debian.sh
        COMMENT ${comment}
        USES_TERMINAL VERBATIM)
    add_custom_target(${target} DEPENDS ${wasm})
endfunction()

# hako_add_guest(GUEST LANGUAGE NOTHING NAMING TAKES_ARCHIVES DURATION): the sources that make the guest a part of the target hako, and the target
# hako_GUEST_guest that builds its module, ${HAKO_DEPS_DIR}/guest/GUEST.wasm. See src/guests/source.hpp for the words.
function(hako_add_guest guest language nothing naming takes_archives duration)
    set(digits 0)
    set(hash "")
    set(content "")
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/guests/${guest})
    if(guest IN_LIST HAKO_GUESTS)
        set(options "")
        set(wasm ${HAKO_DEPS_DIR}/guest/${guest}.wasm)
        if(guest STREQUAL "ruby" AND HAKO_RUBY_MINIMAL)
            # Under another name, because builds may share the folder.
            set(options --minimal)
            set(wasm ${HAKO_DEPS_DIR}/guest/ruby-minimal.wasm)
        endif()
        hako_build_guest(hako_${guest}_guest ${wasm} ${guest} "Building the ${language} guest (${duration} the first time)" "" ${options})
        add_dependencies(hako hako_${guest}_guest)
        set(digits 64)
        set(hash ".incbin \"${wasm}.sha256\", 0, ${digits}")
        set(content ".incbin \"${wasm}\"")
        set_source_files_properties(${generated}.S PROPERTIES OBJECT_DEPENDS ${wasm})
    endif()
    configure_file(src/guests/bundled.cpp.in ${generated}.cpp @ONLY)
    configure_file(src/guests/bundled.S.in ${generated}.S @ONLY)
    target_sources(hako PRIVATE ${generated}.cpp ${generated}.S)
endfunction()
