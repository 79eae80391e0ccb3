# Compiler settings of everything that is built in this checkout: target hako_settings.
add_library(hako_settings INTERFACE)
target_compile_options(hako_settings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wconversion -Wshadow>
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${HAKO_WARNINGS_AS_ERRORS}>>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees overlapping copies and uninitialised strings where there are none (its bugs 105329, 105562).
    target_compile_options(hako_settings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict;-Wno-maybe-uninitialized>)
endif()
if(HAKO_SANITIZER)
    # Public: whatever links hako has to be built alike.
    add_compile_options(-fsanitize=${HAKO_SANITIZER} -fno-omit-frame-pointer -g1)
    add_link_options(-fsanitize=${HAKO_SANITIZER})
    if(HAKO_SANITIZER STREQUAL "thread")
        add_compile_definitions(HAKO_THREAD_SANITIZER)
    endif()
    if(HAKO_SANITIZER MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=all)
    endif()
endif()
