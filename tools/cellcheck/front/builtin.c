// SPDX-License-Identifier: Apache-2.0
// builtin: clang's builtins, of which most are no calls.
#include <string.h>

#include "tools/cellcheck/front/builder.h"

static bool is_one_of(const char *name, const char *const *words) {
  for (; *words != NULL; words++)
    if (strcmp(name, *words) == 0) return true;
  return false;
}

// A builtin that does what a function of the library does is a call of that. Its name, or null. `__builtin___memcpy_chk` is memcpy with one argument more.
static const char *library_name(struct front *front, const char *name) {
  static const char *const words[] = {
      "memcpy",   "memmove", "memset",   "memcmp",   "memchr",     "strlen",      "strcmp",  "strncmp", "strchr",
      "strcpy",   "strncpy", "strcat",   "strncat",  "stpcpy",     "stpncpy",     "strcspn", "strspn",  "strstr",
      "strrchr",  "strpbrk", "malloc",   "calloc",   "realloc",    "free",        "printf",  "fprintf", "sprintf",
      "snprintf", "vprintf", "vfprintf", "vsprintf", "vsnprintf",  "puts",        "putchar", "mempcpy", "strdup",
      "strndup",  "bcopy",   "bzero",    "bcmp",     "strcasecmp", "strncasecmp", "wcslen",  "wmemcpy", "wmemmove",
      "wmemset",  "wcscmp",  "wmemcmp",  "wcschr",   "wcsncmp",    "wmemchr",     "scanf",   "fscanf",  "sscanf",
      "vscanf",   "vfscanf", "vsscanf",  "abort",    "exit",       "_exit",       "index",   "rindex",  "strlcpy",
      "strlcat",  NULL};
  const char *rest = name + strlen("__builtin_");
  if (strcmp(rest, "memcpy_inline") == 0) return "memcpy";
  if (strcmp(rest, "memset_inline") == 0) return "memset";
  if (is_one_of(rest, words)) return rest;
  size_t length = strlen(rest);
  if (strncmp(rest, "__", 2) != 0 || length < 7 || strcmp(rest + length - 4, "_chk") != 0) return NULL;
  const char *checked = strings_take(&front->strings, rest + 2, length - 6);
  return is_one_of(checked, words) ? checked : NULL;
}

// The function of that name, as the cell knows it, or else the builtin under that name.
static struct function *library_function(struct front *front, const char *name, const struct declaration *builtin) {
  const char *key = strings_format(&front->strings, "function %s", name);
  struct function *function = table_get(&front->functions, key);
  if (function != NULL) return function;
  struct declaration_view view;
  declaration_read(builtin, &view);
  return function_add(front, strings_take(&front->strings, name, strlen(name)), type_of_value(front, view.type), key);
}

static value_t lower_library(struct builder *builder, const struct view *view, const char *name) {
  struct function *function = library_function(builder->front, name, function_named(view->parts[0]));
  struct arguments arguments = lower_arguments(builder, view->list, view->count);
  value_t value =
      emit_call(builder, function, 0, arguments.values, arguments.count, value_type(builder, view->type), view->at);
  bool never = strcmp(name, "abort") == 0 || strcmp(name, "exit") == 0 || strcmp(name, "_exit") == 0;
  if (never) close_block(builder, END_NEVER, 0, view->at);
  return value;
}

// __builtin_add_overflow(a, b, &result), which <stdckdint.h> is made of.
static bool lower_checked(struct builder *builder, const struct view *view, const char *name, value_t *result) {
  static const struct {
    const char *name;
    enum arithmetic arithmetic;
  } checked[] = {{"add", ARITHMETIC_ADD}, {"sub", ARITHMETIC_SUBTRACT}, {"mul", ARITHMETIC_MULTIPLY}};
  const char *word = name + strlen("__builtin_");
  if (strstr(word, "_overflow") == NULL || view->count != 3) return false;
  if (*word == 's' && strncmp(word, "sub", 3) != 0)
    word++;
  else if (*word == 'u')
    word++;
  if (strncmp(word, "ssub", 4) == 0) word++;
  for (size_t i = 0; i < sizeof checked / sizeof *checked; i++) {
    if (strncmp(word, checked[i].name, 3) != 0) continue;
    struct arguments arguments = lower_arguments(builder, view->list, view->count);
    const struct type *pointer = builder->code[arguments.values[2]].type;
    const struct type *of = pointer != NULL && pointer->to != NULL ? pointer->to : builder->front->type_int;
    value_t value = emit_binary(builder, checked[i].arithmetic, arguments.values[0], arguments.values[1],
                                type_unqualified(of), view->at);
    emit_store(builder, arguments.values[2], value, of, view->at);
    *result = emit_any(builder, "overflow", arguments.values, 2, value_type(builder, view->type), view->at);
    return true;
  }
  return false;
}

static value_t lower_never(struct builder *builder, const struct view *view, const char *name) {
  if (strcmp(name, "__builtin_unreachable") != 0) emit_any(builder, name, NULL, 0, builder->front->type_void, view->at);
  if (!builder->is_open) open_block(builder, new_block(builder));
  close_block(builder, END_NEVER, 0, view->at);
  return 0;
}

// Its operands are not evaluated.
static value_t lower_known(struct builder *builder, const struct view *view, const char *name) {
  const struct type *type = value_type(builder, view->type);
  int64_t number;
  if (node_evaluate(builder->front, view->node, &number)) return emit_const(builder, type, number, view->at);
  return strcmp(name, "__builtin_constant_p") == 0 ? emit_const(builder, type, 0, view->at)
                                                   : emit_any(builder, name, NULL, 0, type, view->at);
}

static bool writes_through(const struct type *type) {
  return type != NULL && type->kind == TYPE_POINTER && type->to != NULL && !type->to->is_const &&
         type->to->kind != TYPE_FUNCTION;
}

// What reads a clock or a random source, as kind.clock has to know.
static bool is_clock(const char *name) {
  static const char *const clocks[] = {"readcyclecounter", "readsteadycounter", "ia32_rdtsc", "ia32_rdtscp", NULL};
  const char *rest = name + strlen("__builtin_");
  return is_one_of(rest, clocks) || strncmp(rest, "ia32_rdrand", 11) == 0 || strncmp(rest, "ia32_rdseed", 11) == 0;
}

// All others: with a pointer through which it may write, it is a call; else a value.
static value_t lower_other(struct builder *builder, const struct view *view, const char *name) {
  static const char *const harmless[] = {
      "__builtin_prefetch",    "__builtin_return_address", "__builtin_frame_address",       "__builtin_va_start",
      "__builtin_va_end",      "__builtin_va_copy",        "__builtin_extract_return_addr", "__builtin_c23_va_start",
      "__builtin_ms_va_start", "__builtin_ms_va_end",      "__builtin_ms_va_copy",          NULL};
  struct arguments arguments = lower_arguments(builder, view->list, view->count);
  bool writes = false;
  for (uint32_t i = 0; i < arguments.count; i++)
    if (arguments.values[i] != 0) writes |= writes_through(builder->code[arguments.values[i]].type);
  const struct type *type = value_type(builder, view->type);
  if (is_one_of(name, harmless) || (!writes && !is_clock(name)))
    return emit_any(builder, name, arguments.values, arguments.count, type, view->at);
  struct function *function = library_function(builder->front, name, function_named(view->parts[0]));
  if (is_clock(name)) function->marks |= MARK_CLOCK;
  value_t value = emit_call(builder, function, 0, arguments.values, arguments.count, type, view->at);
  if (strcmp(name, "__builtin_longjmp") == 0) close_block(builder, END_NEVER, 0, view->at);
  return value;
}

// Memory that is not cached, like all else.
static value_t lower_uncached(struct builder *builder, const struct view *view, const char *name) {
  bool is_store = strcmp(name, "__builtin_nontemporal_store") == 0;
  value_t value = is_store ? lower_value(builder, view->list[0]) : 0;
  value_t address = lower_value(builder, view->list[is_store ? 1 : 0]);
  const struct type *pointer = builder->code[address].type;
  const struct type *of = pointer->to != NULL ? pointer->to : builder->front->type_int;
  if (!is_store) return emit_load(builder, address, of, view->at);
  emit_store(builder, address, value, of, view->at);
  return 0;
}

// Builtins that give their first argument, and hints beside it.
static value_t lower_passed(struct builder *builder, const struct view *view, const char *name) {
  bool is_address = strcmp(name, "__builtin_addressof") == 0;
  value_t value = is_address ? lower_either(builder, view->list[0]) : lower_value(builder, view->list[0]);
  for (uint64_t i = 1; i < view->count; i++) {
    // Hints are constants nearly always.
    int64_t number;
    if (!node_evaluate(builder->front, view->list[i], &number)) lower_either(builder, view->list[i]);
  }
  return emit_cast(builder, value, value_type(builder, view->type), true, view->at);
}

// The address of this frame is one of a local variable, whatever lies there.
static value_t lower_frame(struct builder *builder, const struct view *view) {
  const struct type *word = builder->front->type_size;
  struct variable *frame = new_variable(builder, "__builtin_frame_address(0)", word, STORAGE_HIDDEN, view->at);
  begin_life(builder, frame, NULL, view->at);
  value_t address = emit_address(builder, frame, view->at);
  return emit_cast(builder, address, value_type(builder, view->type), true, view->at);
}

// Memory that lives as long as the function, and has no variable to follow it by.
static bool is_alloca(const char *name) {
  return strcmp(name, "alloca") == 0 || strncmp(name, "__builtin_alloca", 16) == 0;
}

bool lower_builtin(struct builder *builder, const struct view *view, const char *name, value_t *result) {
  static const char *const pass[] = {"__builtin_expect",
                                     "__builtin_expect_with_probability",
                                     "__builtin_assume_aligned",
                                     "__builtin_launder",
                                     "__builtin_addressof",
                                     "__builtin_align_up",
                                     "__builtin_align_down",
                                     "__builtin_unpredictable",
                                     "__builtin_preserve_access_index",
                                     "__builtin_speculation_safe_value",
                                     NULL};
  static const char *const never[] = {"__builtin_unreachable", "__builtin_trap", "__builtin_verbose_trap", NULL};
  static const char *const known[] = {"__builtin_constant_p",
                                      "__builtin_object_size",
                                      "__builtin_dynamic_object_size",
                                      "__builtin_classify_type",
                                      "__builtin_is_constant_evaluated",
                                      "__builtin_assume",
                                      "__builtin_types_compatible_p",
                                      "__builtin_LINE",
                                      NULL};
  if (strncmp(name, "__sync_", 7) == 0 || strncmp(name, "__atomic_", 9) == 0 || strncmp(name, "__c11_atomic_", 13) == 0)
    return lower_sync(builder, view, name, result);
  if (is_alloca(name)) {
    lower_arguments(builder, view->list, view->count);
    *result = emit_unseen(builder, "alloca", value_type(builder, view->type), view->at);
    return true;
  }
  if (strncmp(name, "__builtin_", 10) != 0) return false;
  int64_t level;
  bool is_frame = strcmp(name, "__builtin_frame_address") == 0;
  if (is_frame && node_evaluate(builder->front, view->list[0], &level) && level == 0) {
    *result = lower_frame(builder, view);
    return true;
  }
  const char *library = library_name(builder->front, name);
  if (library != NULL) {
    *result = lower_library(builder, view, library);
  } else if (is_one_of(name, never)) {
    *result = lower_never(builder, view, name);
  } else if (is_one_of(name, known)) {
    *result = lower_known(builder, view, name);
  } else if (is_one_of(name, pass) && view->count != 0) {
    *result = lower_passed(builder, view, name);
  } else if (strncmp(name, "__builtin_nontemporal_", 22) == 0) {
    *result = lower_uncached(builder, view, name);
  } else if (!lower_checked(builder, view, name, result)) {
    *result = lower_other(builder, view, name);
  }
  return true;
}
