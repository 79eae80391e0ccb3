/* The Ruby guest's bytes, from the file that the build names. */
    .section .rodata
    .globl hako_ruby_wasm_begin
    .globl hako_ruby_wasm_end
    .balign 16
hako_ruby_wasm_begin:
    .incbin HAKO_RUBY_WASM
hako_ruby_wasm_end:
    .section .note.GNU-stack, "", %progbits
