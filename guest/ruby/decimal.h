// Floats to decimal digits and back, exactly.
#ifndef HAKO_RUBY_DECIMAL_H
#define HAKO_RUBY_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { kShortestDigits = 18, kShortestText = 32 };

// The fewest digits that read back as the same float, which is positive and finite: 0.ddd times ten to the power of *point.
int decimal_shortest(double value, char digits[kShortestDigits], int *point);
// The same as text, as Ruby prints a Float. The float is finite.
size_t decimal_print(double value, char buffer[kShortestText]);
// The float that is nearest to the digits, with at most one point among them, times ten to the power of `exponent`.
double decimal_read(const char *text, size_t length, int64_t exponent);

#endif
