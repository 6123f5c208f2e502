// SPDX-License-Identifier: Apache-2.0
// place: from clang's locations to places that people are shown.
#include <ctype.h>
#include <string.h>

#include "tools/cellcheck/front/front.h"

// "./" in front is of the search path, and nobody wrote it.
static const char *file_name(struct front *front, const char *name) {
  while (name[0] == '.' && name[1] == '/') {
    name += 2;
    while (*name == '/')
      name++;
  }
  return strings_take(&front->strings, name, strlen(name));
}

const char *place_file(struct front *front, CXFile file) {
  if (file == NULL) return front->unit->path;
  const char *known = table_get(&front->unit->files, file);
  if (known != NULL) return known;
  CXString name = clang_getFileName(file);
  known = file_name(front, clang_getCString(name));
  clang_disposeString(name);
  table_set(&front->unit->files, file, (void *)known);
  return known;
}

// The word in the file at an offset: the macro that is used there.
static const char *word_at(struct front *front, CXFile file, unsigned offset) {
  size_t size = 0;
  const char *text = file != NULL ? clang_getFileContents(front->unit->unit, file, &size) : NULL;
  size_t end = offset;
  while (text != NULL && end < size && (isalnum((unsigned char)text[end]) || text[end] == '_'))
    end++;
  return end > offset ? strings_take(&front->strings, text + offset, end - offset) : "";
}

struct place place_of(struct front *front, uint32_t at) {
  struct unit *unit = front->unit;
  if (at == 0) return (struct place){.file = unit->path};
  if (at == unit->last_at) return unit->last_place;
  bool is_macro;
  uint32_t in_file = location_in_file(unit->any, at, &is_macro);
  CXFile file;
  unsigned line, column, offset;
  clang_getFileLocation(location_of(unit->any, in_file), &file, &line, &column, &offset);
  struct place place = {.file = place_file(front, file), .line = line, .column = column};
  if (is_macro) place.macro = word_at(front, file, offset);
  unit->last_at = at;
  unit->last_place = place;
  return place;
}

struct source *own_source(struct front *front, const char *file) {
  return table_get(&front->own_files, file);
}
