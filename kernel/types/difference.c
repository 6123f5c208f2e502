// SPDX-License-Identifier: Apache-2.0
// Two texts are compared section by section and line by line. A type that only one of them leads to is not told: the line that leads to it is.
#include "kernel/types/types.h"

// It stores to what its caller has on its stack; nobody else sees that, so there is nothing to log.
RAW_BEGIN

// Nothing here is fast, and an image has no room for copies of it.
#define SMALL __attribute__((noinline))

enum { NONE = TYPES_SECTIONS, STEPS_MOST = 12 };

// "  size at 0: uint32_t" cut up: key "size", place " at 0", said "uint32_t".
struct line {
  struct types_span whole, key, place, said;
};

// What leads to a section: the first line of another one that names it.
struct ways {
  uint16_t parents[TYPES_SECTIONS];
  struct types_span keys[TYPES_SECTIONS];
};

struct comparison {
  void (*say)(void *context, const char *text, uint32_t size);
  void *context;
  uint32_t told, most;
};

static bool is_same(struct types_span a, struct types_span b) {
  return a.size == b.size && (a.size == 0 || __builtin_memcmp(a.at, b.at, a.size) == 0);
}

SMALL static struct line cut_line(const char *at, const char *end) {
  struct line line;
  while (at < end && *at == ' ')
    at++;
  const char *colon = at, *place = at;
  while (colon < end && !(*colon == ':' && (colon + 1 == end || colon[1] == ' ')))
    colon++;
  while (place < colon && !(colon - place > 4 && __builtin_memcmp(place, " at ", 4) == 0))
    place++;
  const char *said = colon + 2 <= end ? colon + 2 : end;
  line.whole = (struct types_span){at, (uint32_t)(end - at)};
  line.key = (struct types_span){at, (uint32_t)(place - at)};
  line.place = (struct types_span){place, (uint32_t)(colon - place)};
  line.said = (struct types_span){said, (uint32_t)(end - said)};
  return line;
}

// The lines of a section in turn, the first one included; *at begins at the section's start.
SMALL static bool next_line(struct types_span section, uint32_t *at, struct line *line) {
  if (*at >= section.size) return false;
  uint32_t stop = *at;
  while (stop < section.size && section.at[stop] != '\n')
    stop++;
  *line = cut_line(section.at + *at, section.at + stop);
  *at = stop + 1;
  return true;
}

static struct line first_line(struct types_span section) {
  struct line line = {};
  uint32_t at = 0;
  next_line(section, &at, &line);
  return line;
}

SMALL static bool find_line(struct types_span section, struct types_span key, struct line *line) {
  uint32_t at = 0;
  next_line(section, &at, line);
  while (next_line(section, &at, line))
    if (is_same(line->key, key)) return true;
  return false;
}

SMALL static uint32_t find_section(const struct types_text *text, struct types_span key) {
  for (uint32_t i = 0; i < text->count; i++)
    if (is_same(first_line(text->sections[i]).key, key)) return i;
  return NONE;
}

// Whether the name stands there as a whole: "struct s" is not in "struct s.in".
SMALL static bool names(struct types_span said, struct types_span key) {
  for (uint32_t i = 0; i + key.size <= said.size; i++) {
    char behind = i + key.size < said.size ? said.at[i + key.size] : ' ';
    if ((behind == ' ' || behind == ',' || behind == ')') && __builtin_memcmp(said.at + i, key.at, key.size) == 0)
      return true;
  }
  return false;
}

// From the function on, so that the first way to a section is a shortest one.
static void find_ways(const struct types_text *text, struct ways *ways) {
  uint16_t queue[TYPES_SECTIONS];
  uint32_t first = 0, last = 0;
  for (uint32_t i = 0; i < TYPES_SECTIONS; i++)
    ways->parents[i] = NONE;
  if (text->count != 0) queue[last++] = 0;
  for (; first < last; first++) {
    struct types_span section = text->sections[queue[first]];
    struct line line;
    uint32_t at = 0;
    next_line(section, &at, &line);
    while (next_line(section, &at, &line))
      for (uint32_t to = 1; to < text->count; to++) {
        if (ways->parents[to] != NONE || !names(line.said, first_line(text->sections[to]).key)) continue;
        ways->parents[to] = queue[first];
        ways->keys[to] = line.key;
        queue[last++] = (uint16_t)to;
      }
  }
}

static void say_span(const struct comparison *comparison, struct types_span span) {
  comparison->say(comparison->context, span.at, span.size);
}

SMALL static void say(const struct comparison *comparison, const char *text) {
  uint32_t size = 0;
  while (text[size] != 0)
    size++;
  comparison->say(comparison->context, text, size);
}

// The name of the parameter with that number, or the number where it has none.
static void say_parameter(const struct comparison *comparison, struct types_span known, struct types_span key) {
  uint32_t wanted = 0, at = 0;
  for (uint32_t i = 0; i < key.size && key.at[i] >= '0' && key.at[i] <= '9' && wanted < 1000; i++)
    wanted = wanted * 10 + (uint32_t)(key.at[i] - '0');
  for (uint32_t i = 1; i < wanted && at < known.size; at++)
    i += known.at[at] == ' ';
  uint32_t stop = at;
  while (stop < known.size && known.at[stop] != ' ')
    stop++;
  bool named = wanted != 0 && stop > at && known.at[at] != '-';
  say_span(comparison, named ? (struct types_span){known.at + at, stop - at} : key);
}

// "function heap_class" without its first word.
static struct types_span bare(struct types_span key) {
  uint32_t at = 0;
  while (at < key.size && key.at[at] != ' ')
    at++;
  return at == key.size ? key : (struct types_span){key.at + at + 1, key.size - at - 1};
}

// "heap_class(out) -> struct heap_class.size"
static void say_way(const struct comparison *comparison, const struct types_text *text, const struct ways *ways,
                    uint32_t index, struct types_span key) {
  uint16_t steps[STEPS_MOST];
  uint32_t count = 0, root = index;
  for (; root != 0 && ways->parents[root] != NONE && count < STEPS_MOST; root = ways->parents[root])
    steps[count++] = (uint16_t)root;
  say_span(comparison, bare(first_line(text->sections[0]).key));
  struct types_span entrance = count != 0 ? ways->keys[steps[count - 1]] : key;
  bool cut = root != 0 && ways->parents[root] != NONE;
  if (root == 0 && entrance.size != 0 && !types_is(entrance, "type")) {
    say(comparison, "(");
    say_parameter(comparison, text->names, entrance);
    say(comparison, ")");
  }
  if (cut) say(comparison, " -> ...");
  for (uint32_t i = count; i > 0; i--) {
    say(comparison, " -> ");
    say_span(comparison, first_line(text->sections[steps[i - 1]]).key);
    struct types_span member = i > 1 ? ways->keys[steps[i - 2]] : key;
    if (member.size != 0) say(comparison, ".");
    say_span(comparison, member);
  }
  if (root != 0 && !cut) {  // nothing leads there: constants; what hangs on a list or behind an untyped pointer
    struct types_span section = first_line(text->sections[index]).key;
    say(comparison, ": ");
    say_span(comparison, section);
    say(comparison, types_is(section, "constants") ? " of its header: " : key.size != 0 ? "." : "");
    say_span(comparison, key);
  }
  say(comparison, "\n");
}

SMALL static void tell(struct comparison *comparison, const struct types_text *text, const struct ways *ways,
                       uint32_t index, struct types_span key, const struct types_span *before,
                       const struct types_span *after) {
  if (comparison->told++ >= comparison->most) return;
  say_way(comparison, text, ways, index, key);
  if (before != NULL) {
    say(comparison, "-  ");
    say_span(comparison, *before);
    say(comparison, "\n");
  }
  if (after != NULL) {
    say(comparison, "+  ");
    say_span(comparison, *after);
    say(comparison, "\n");
  }
}

struct side {
  const struct types_text *text;
  struct ways ways;
};

// Members that lie elsewhere because one before them grew are told only where nothing else is.
static void compare(struct comparison *comparison, const struct side *olds, uint32_t index, const struct side *news,
                    uint32_t other) {
  struct types_span before = olds->text->sections[index], after = news->text->sections[other];
  struct line old, new;
  uint32_t told = comparison->told, at = 0;
  bool moved = false;
  next_line(before, &at, &old);
  while (next_line(before, &at, &old)) {
    if (!find_line(after, old.key, &new))
      tell(comparison, olds->text, &olds->ways, index, old.key, &old.whole, NULL);
    else if (!is_same(old.said, new.said))
      tell(comparison, olds->text, &olds->ways, index, old.key, &old.whole, &new.whole);
    else
      moved |= !is_same(old.place, new.place);
  }
  at = 0;
  next_line(after, &at, &new);
  while (next_line(after, &at, &new))
    if (!find_line(before, new.key, &old)) tell(comparison, news->text, &news->ways, other, new.key, NULL, &new.whole);
  if (comparison->told != told) return;
  at = 0;
  next_line(before, &at, &old);
  while (moved && next_line(before, &at, &old))
    if (find_line(after, old.key, &new) && !is_same(old.place, new.place))
      tell(comparison, olds->text, &olds->ways, index, old.key, &old.whole, &new.whole);
  struct line first = first_line(before), second = first_line(after);
  if (comparison->told == told && !is_same(first.whole, second.whole))
    tell(comparison, olds->text, &olds->ways, index, (struct types_span){"", 0}, &first.whole, &second.whole);
}

static void say_number(const struct comparison *comparison, uint32_t value) {
  char digits[10];
  uint32_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  comparison->say(comparison->context, digits + at, (uint32_t)sizeof digits - at);
}

void types_difference(const struct types_text *before, const struct types_text *after, uint32_t most,
                      void (*to)(void *context, const char *text, uint32_t size), void *context) {
  struct comparison comparison = {to, context, 0, most};
  struct side olds = {.text = before}, news = {.text = after};
  struct types_span nothing = {"", 0};
  find_ways(before, &olds.ways);
  find_ways(after, &news.ways);
  for (uint32_t i = 0; i < before->count; i++) {
    uint32_t other = i == 0 && after->count != 0 ? 0 : find_section(after, first_line(before->sections[i]).key);
    if (other != NONE) compare(&comparison, &olds, i, &news, other);
  }
  for (uint32_t i = 0; i < after->count && comparison.told == 0; i++) {
    struct line first = first_line(after->sections[i]);
    if (find_section(before, first.key) == NONE) tell(&comparison, after, &news.ways, i, nothing, NULL, &first.whole);
  }
  for (uint32_t i = 0; i < before->count && comparison.told == 0; i++) {
    struct line first = first_line(before->sections[i]);
    if (find_section(after, first.key) == NONE) tell(&comparison, before, &olds.ways, i, nothing, &first.whole, NULL);
  }
  if (comparison.told == 0 && (before->count == TYPES_SECTIONS || after->count == TYPES_SECTIONS))
    say(&comparison, "what differs lies behind the types that are compared\n");
  if (comparison.told > most) {
    say(&comparison, "and ");
    say_number(&comparison, comparison.told - most);
    say(&comparison, " lines more\n");
  }
}

RAW_END
