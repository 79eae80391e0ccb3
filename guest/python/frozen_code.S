# The bytecode of the frozen modules, from the file that the build names.
    .section .rodata.python_frozen_code, "", @
    .globl python_frozen_code
    .p2align 4
python_frozen_code:
    .incbin PYTHON_FROZEN_CODE
    .size python_frozen_code, . - python_frozen_code
