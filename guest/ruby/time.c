// Time#strftime.
#include "guest.h"

#include <mruby/class.h>
#include <mruby/internal.h>
#include <mruby/numeric.h>
#include <mruby/string.h>
#include <string.h>

static const char *const month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
static const char *const day_names[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

struct moment {
  mrb_state *mrb;
  mrb_value time;
};

static mrb_int part(const struct moment *moment, const char *name) {
  return mrb_as_int(moment->mrb, mrb_funcall(moment->mrb, moment->time, name, 0));
}

// A number between 0 and limit, whatever a script has made of the method.
static mrb_int index_part(const struct moment *moment, const char *name, mrb_int limit) {
  const mrb_int value = part(moment, name);
  return value < 0 || value > limit ? 0 : value;
}

struct directive {
  char pad;       // 0 for what is usual, '-' for none
  mrb_int width;  // 0 for what is usual
  bool upper, swap;
  int colons;
};

enum { kMostWidth = 1024 };

static void put_padded(mrb_state *mrb, mrb_value out, const struct directive *d, const char *text, size_t length, mrb_int width, char pad) {
  if (d->pad == '-') width = 0;
  else if (d->pad != 0) pad = d->pad;
  if (d->width > 0 && d->pad != '-') width = d->width;
  const bool negative = length > 0 && text[0] == '-' && pad == '0';
  if (negative) {
    mrb_str_cat_lit(mrb, out, "-");
    text++, length--, width--;
  }
  for (mrb_int i = (mrb_int)length; i < width; i++) mrb_str_cat(mrb, out, &pad, 1);
  mrb_str_cat(mrb, out, text, length);
}

static void put_number(mrb_state *mrb, mrb_value out, const struct directive *d, mrb_int value, mrb_int width, char pad) {
  const mrb_value text = mrb_integer_to_str(mrb, mrb_int_value(mrb, value), 10);
  put_padded(mrb, out, d, RSTRING_PTR(text), (size_t)RSTRING_LEN(text), d->pad == '-' && d->width == 0 ? 0 : width, pad);
}

static void put_name(mrb_state *mrb, mrb_value out, const struct directive *d, const char *name, size_t length) {
  char text[16];
  if (length > sizeof text) length = sizeof text;
  for (size_t i = 0; i < length; i++) {
    char c = name[i];
    if ((d->upper || (d->swap && c >= 'a')) && c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
    else if (d->swap && !d->upper && c >= 'A' && c <= 'Z' && length == 2) c = (char)(c - 'A' + 'a');
    text[i] = c;
  }
  put_padded(mrb, out, d, text, length, 0, ' ');
}

static mrb_int week_of(const struct moment *moment, mrb_int first_day) {
  const mrb_int yday = index_part(moment, "yday", 366) - 1, wday = index_part(moment, "wday", 6);
  return (yday + 7 - (wday + 7 - first_day) % 7) / 7;
}

static bool is_leap(mrb_int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// ISO 8601: the week with the year's first Thursday is the first one.
static void iso_week(const struct moment *moment, mrb_int *year, mrb_int *week) {
  *year = part(moment, "year");
  const mrb_int yday = index_part(moment, "yday", 366) - 1, wday = (index_part(moment, "wday", 6) + 6) % 7;
  *week = (yday - wday + 10) / 7;
  if (*week < 1) {
    --*year;
    const mrb_int last = yday + (is_leap(*year) ? 366 : 365);
    *week = (last - wday + 10) / 7;
  } else if (*week == 53 && yday - wday + 3 >= (is_leap(*year) ? 366 : 365)) {
    ++*year;
    *week = 1;
  }
}

static void format_into(const struct moment *moment, mrb_value out, const char *at, const char *end);

static void put_format(const struct moment *moment, mrb_value out, const struct directive *d, const char *format) {
  const mrb_value text = mrb_str_new(moment->mrb, NULL, 0);
  format_into(moment, text, format, format + strlen(format));
  if (d->upper) {
    for (mrb_int i = 0; i < RSTRING_LEN(text); i++) {
      char *const c = RSTRING_PTR(text) + i;
      if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
    }
  }
  put_padded(moment->mrb, out, d, RSTRING_PTR(text), (size_t)RSTRING_LEN(text), 0, ' ');
}

static void put_fraction(const struct moment *moment, mrb_value out, const struct directive *d, mrb_int usual) {
  mrb_int digits = d->width > 0 ? d->width : usual;
  mrb_int micro = index_part(moment, "usec", 999999);
  for (mrb_int scale = 100000; digits > 0; digits--, scale /= 10) {
    const char digit = scale > 0 ? (char)('0' + micro / scale) : '0';
    if (scale > 0) micro %= scale;
    mrb_str_cat(moment->mrb, out, &digit, 1);
  }
}

static bool put_directive(const struct moment *moment, mrb_value out, const struct directive *d, char letter) {
  mrb_state *mrb = moment->mrb;
  mrb_int year, week;
  switch (letter) {
    case 'Y':
      year = part(moment, "year");
      put_number(mrb, out, d, year, year < 0 ? 5 : 4, '0');
      return true;
    case 'C':
      put_number(mrb, out, d, part(moment, "year") / 100, 2, '0');
      return true;
    case 'y':
      put_number(mrb, out, d, part(moment, "year") % 100, 2, '0');
      return true;
    case 'm':
      put_number(mrb, out, d, part(moment, "month"), 2, '0');
      return true;
    case 'B':
    case 'b':
    case 'h': {
      const mrb_int month = index_part(moment, "month", 12);
      const char *const name = month_names[month > 0 ? month - 1 : 0];
      put_name(mrb, out, d, name, letter == 'B' ? strlen(name) : 3);
      return true;
    }
    case 'd':
      put_number(mrb, out, d, part(moment, "day"), 2, '0');
      return true;
    case 'e':
      put_number(mrb, out, d, part(moment, "day"), 2, ' ');
      return true;
    case 'j':
      put_number(mrb, out, d, part(moment, "yday"), 3, '0');
      return true;
    case 'H':
      put_number(mrb, out, d, part(moment, "hour"), 2, '0');
      return true;
    case 'k':
      put_number(mrb, out, d, part(moment, "hour"), 2, ' ');
      return true;
    case 'I':
    case 'l':
      put_number(mrb, out, d, (part(moment, "hour") + 11) % 12 + 1, 2, letter == 'I' ? '0' : ' ');
      return true;
    case 'M':
      put_number(mrb, out, d, part(moment, "min"), 2, '0');
      return true;
    case 'S':
      put_number(mrb, out, d, part(moment, "sec"), 2, '0');
      return true;
    case 'L':
      put_fraction(moment, out, d, 3);
      return true;
    case 'N':
      put_fraction(moment, out, d, 9);
      return true;
    case 'p':
      put_name(mrb, out, d, part(moment, "hour") < 12 ? "AM" : "PM", 2);
      return true;
    case 'P':
      put_name(mrb, out, d, part(moment, "hour") < 12 ? "am" : "pm", 2);
      return true;
    case 'A':
    case 'a': {
      const char *const name = day_names[index_part(moment, "wday", 6)];
      put_name(mrb, out, d, name, letter == 'A' ? strlen(name) : 3);
      return true;
    }
    case 'w':
      put_number(mrb, out, d, part(moment, "wday"), 1, '0');
      return true;
    case 'u':
      put_number(mrb, out, d, (part(moment, "wday") + 6) % 7 + 1, 1, '0');
      return true;
    case 'U':
    case 'W':
      put_number(mrb, out, d, week_of(moment, letter == 'W'), 2, '0');
      return true;
    case 'G':
    case 'g':
    case 'V':
      iso_week(moment, &year, &week);
      if (letter == 'G') put_number(mrb, out, d, year, 4, '0');
      else put_number(mrb, out, d, letter == 'g' ? year % 100 : week, 2, '0');
      return true;
    case 's':
      put_number(mrb, out, d, part(moment, "to_i"), 1, '0');
      return true;
    // Every zone is UTC.
    case 'Z':
      put_name(mrb, out, d, "UTC", 3);
      return true;
    case 'z':
      if (d->colons == 0) mrb_str_cat_lit(mrb, out, "+0000");
      else if (d->colons == 1) mrb_str_cat_lit(mrb, out, "+00:00");
      else mrb_str_cat_lit(mrb, out, "+00:00:00");
      return true;
    case 'F':
      put_format(moment, out, d, "%Y-%m-%d");
      return true;
    case 'T':
    case 'X':
      put_format(moment, out, d, "%H:%M:%S");
      return true;
    case 'R':
      put_format(moment, out, d, "%H:%M");
      return true;
    case 'r':
      put_format(moment, out, d, "%I:%M:%S %p");
      return true;
    case 'D':
    case 'x':
      put_format(moment, out, d, "%m/%d/%y");
      return true;
    case 'c':
      put_format(moment, out, d, "%a %b %e %H:%M:%S %Y");
      return true;
    case 'v':
      put_format(moment, out, d, "%e-%^b-%Y");
      return true;
    case '+':
      put_format(moment, out, d, "%a %b %e %H:%M:%S %Z %Y");
      return true;
    case 'n':
      mrb_str_cat_lit(mrb, out, "\n");
      return true;
    case 't':
      mrb_str_cat_lit(mrb, out, "\t");
      return true;
    case '%':
      mrb_str_cat_lit(mrb, out, "%");
      return true;
    default:
      return false;
  }
}

static void format_into(const struct moment *moment, mrb_value out, const char *at, const char *end) {
  mrb_state *mrb = moment->mrb;
  const int arena = mrb_gc_arena_save(mrb);
  while (at < end) {
    const char *const percent = memchr(at, '%', (size_t)(end - at));
    mrb_str_cat(mrb, out, at, (size_t)((percent != NULL ? percent : end) - at));
    if (percent == NULL) return;
    struct directive d = {0};
    const char *next = percent + 1;
    for (;; next++) {
      if (next < end && *next == '-') d.pad = '-';
      else if (next < end && *next == '0') d.pad = '0';
      else if (next < end && *next == '_') d.pad = ' ';
      else if (next < end && *next == '^') d.upper = true;
      else if (next < end && *next == '#') d.swap = true;
      else if (next < end && *next == ':') d.colons++;
      else break;
    }
    for (; next < end && *next >= '0' && *next <= '9'; next++) {
      d.width = d.width * 10 + (*next - '0');
      if (d.width > kMostWidth) mrb_raise(mrb, E_ARGUMENT_ERROR, "strftime: width too big");
    }
    if (next < end && (*next == 'E' || *next == 'O')) next++;
    // What isn't a directive stays as it is.
    if (next == end || !put_directive(moment, out, &d, *next))
      mrb_str_cat(mrb, out, percent, (size_t)((next < end ? next + 1 : end) - percent));
    at = next < end ? next + 1 : end;
    mrb_gc_arena_restore(mrb, arena);
  }
}

static mrb_value time_strftime(mrb_state *mrb, mrb_value self) {
  mrb_value format;
  mrb_get_args(mrb, "S", &format);
  const struct moment moment = {.mrb = mrb, .time = self};
  const mrb_value out = mrb_str_new(mrb, NULL, 0);
  // A copy: the methods of a script could change the text.
  format = mrb_str_new(mrb, RSTRING_PTR(format), RSTRING_LEN(format));
  format_into(&moment, out, RSTRING_PTR(format), RSTRING_PTR(format) + RSTRING_LEN(format));
  return out;
}

void ruby_define_time(mrb_state *mrb) { mrb_define_method(mrb, mrb_class_get(mrb, "Time"), "strftime", time_strftime, MRB_ARGS_REQ(1)); }
