# `cmake --install`: the library, its headers, the engine, the command, and the package that find_package(hako) reads.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/hako)
install(TARGETS hako EXPORT hakoTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${HAKO_ENGINE_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/hako DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT hakoTargets NAMESPACE hako:: DESTINATION ${package_dir})
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
configure_package_config_file(cmake/hakoConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/hakoConfig.cmake
    INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/hakoConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/hakoConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/hakoConfigVersion.cmake
    DESTINATION ${package_dir})
