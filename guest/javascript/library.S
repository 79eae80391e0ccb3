# The library in lib/, as one script, with a zero behind it.
    .section .rodata.javascript_library, "", @
    .globl javascript_library
    .globl javascript_library_end
javascript_library:
    .incbin JAVASCRIPT_LIBRARY
    .int8 0
    .size javascript_library, . - javascript_library
javascript_library_end:
    .int8 0
    .size javascript_library_end, 1
