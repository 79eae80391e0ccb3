# Compiles SOURCE and compares the outcome with the source's "// expect: TEXT" line; without one it has to compile.
file(STRINGS ${SOURCE} expectation REGEX "^// expect: ")
string(REPLACE "// expect: " "" expectation "${expectation}")
execute_process(
    COMMAND ${CXX} -std=c++20 -fsyntax-only -I ${INCLUDE_DIR} ${SOURCE}
    RESULT_VARIABLE result
    ERROR_VARIABLE messages)
if(expectation STREQUAL "")
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "should compile, but:\n${messages}")
    endif()
    return()
endif()
if(result EQUAL 0)
    message(FATAL_ERROR "should not compile")
endif()
string(FIND "${messages}" "${expectation}" found)
if(found EQUAL -1)
    message(FATAL_ERROR "the messages don't contain \"${expectation}\":\n${messages}")
endif()
