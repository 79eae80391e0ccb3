// Tells text from bytes, and writes characters.
#ifndef HAKO_GUEST_UTF8_H
#define HAKO_GUEST_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// True when the bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. U+0000 is a character.
bool hako_is_utf8(const uint8_t *bytes, size_t length);

// Writes the character with the given code, at most 0x10ffff, and returns the number of its bytes, at most 4.
size_t hako_put_character(char *out, uint32_t code);

#endif
