// SPDX-License-Identifier: Apache-2.0
// The command line: one word a line in a file, as the build rule os_image writes it.
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/linker/linker.h"
#include "tools/cellcheck/abi/cell_book.h"
#include "tools/mkimage/mkimage.h"

void image_fail(const struct image *image, const char *format, ...) {
  va_list arguments;
  fprintf(stderr, "error: %s: ", image->label == NULL ? "mkimage" : image->label);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

uint8_t *image_read_file(const struct image *image, const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) image_fail(image, "cannot read %s: %s", path, strerror(errno));
  long length = ftell(file);
  rewind(file);
  uint8_t *bytes = length < 0 ? NULL : aligned_alloc(16, ((size_t)length + 32) / 16 * 16);
  if (bytes == NULL || fread(bytes, 1, (size_t)length, file) != (size_t)length)
    image_fail(image, "cannot read %s: %s", path, strerror(errno));
  bytes[length] = 0;
  fclose(file);
  *size = (size_t)length;
  return bytes;
}

static struct image_cell *add_cell(struct image *image, const char *file) {
  if (image->cell_count == IMAGE_CELLS) image_fail(image, "more than %d cells", IMAGE_CELLS);
  struct image_cell *cell = &image->cells[image->cell_count++];
  cell->file = file;
  cell->bytes = image_read_file(image, file, &cell->size);
  return cell;
}

static void read_words(struct image *image, char *words) {
  char *rest = NULL, *value;
  for (char *word = strtok_r(words, "\n", &rest); word != NULL; word = strtok_r(NULL, "\n", &rest)) {
    if ((value = strtok_r(NULL, "\n", &rest)) == NULL) image_fail(image, "%s has no value", word);
    if (strcmp(word, "--image") == 0)
      image->label = value;
    else if (strcmp(word, "--platform") == 0)
      image->platform = value;
    else if (strcmp(word, "--stub") == 0)
      image->stub_file = value;
    else if (strcmp(word, "--entry") == 0)
      image->entry_cell = value, image->entry_function = strtok_r(NULL, "\n", &rest);
    else if (strcmp(word, "--out") == 0)
      image->out = value;
    else if (strcmp(word, "--graph") == 0)
      image->graph = value;
    else if (strcmp(word, "--types") == 0)
      image->types = strcmp(value, "1") == 0;
    else if (strcmp(word, "--cells") == 0)
      image->cells_file = value;
    else if (strcmp(word, "--size") == 0)
      image->size = value;
    else if (strcmp(word, "--state") == 0)
      image->state = value;
    else if (strcmp(word, "--state-json") == 0)
      image->state_json = value;
    else if (strcmp(word, "--debugger") == 0)
      image->debugger = value;
    else if (strcmp(word, "--report") == 0 && image->cell_count != 0)  // of the cell before
      image->cells[image->cell_count - 1].report = (const char *)image_read_file(image, value, &(size_t){0});
    else if (strcmp(word, "--cell") == 0)
      add_cell(image, value)->debug = strtok_r(NULL, "\n", &rest);
    else if (strcmp(word, "--nucleus") == 0) {
      struct image_cell *cell = add_cell(image, value);
      cell->debug = strtok_r(NULL, "\n", &rest);
      cell->nucleus = true;
    } else if (strcmp(word, "--spare") == 0) {
      struct image_cell *cell = add_cell(image, value);
      cell->spare = strtok_r(NULL, "\n", &rest);
    } else
      image_fail(image, "does not know the word %s", word);
  }
  if (image->label == NULL || image->platform == NULL || image->stub_file == NULL || image->entry_function == NULL ||
      image->out == NULL || image->graph == NULL || image->cells_file == NULL || image->size == NULL ||
      image->state == NULL || image->state_json == NULL || image->debugger == NULL)
    image_fail(image, "a word is missing; mkimage is run by os_image()");
}

static struct book *book_of(const struct image_cell *cell) {
  struct book *book = book_open();
  size_t size;
  const char *text = cell_book(cell->bytes, cell->size, &size);
  if (text != NULL) book_read(book, text, size);
  return book;
}

// A cell that was compiled against another header than the cells before it have: what lies between the two.
static void tell_types(const struct image *image, const struct image_cell *cell) {
  struct book *own = book_of(cell);
  struct linker_error ignored;
  struct linker_elf elf, before;
  if (linker_read(cell->bytes, cell->size, &elf, &ignored) != OK) return;
  for (const struct image_cell *other = image->cells; other < cell; other++) {
    struct book *theirs = book_of(other);
    struct buffer text = {0};
    if (other->spare == NULL && linker_read(other->bytes, other->size, &before, &ignored) == OK &&
        cell_book_refusal(&text, elf.label, own, before.label, theirs))
      fputs(text.bytes, stderr);
    buffer_free(&text);
    book_close(theirs);
  }
  book_close(own);
}

// The linker knows no file names; it names the cell, or says that the file is none.
[[noreturn]] static void fail_cell(const struct image *image, const struct image_cell *cell,
                                   const struct linker_error *error) {
  bool nameless = strncmp(error->text, "not a cell", 10) == 0;
  tell_types(image, cell);
  image_fail(image, "%s%s%s%s", cell->spare != NULL ? "spare " : "", nameless ? cell->file : "", nameless ? ": " : "",
             error->text);
}

static void link_cells(struct image *image) {
  struct linker_error error;
  if (linker_start(image->region, image->label, image->platform) != OK) image_fail(image, "its name is too long");
  for (size_t i = 0; i < image->cell_count; i++) {
    struct image_cell *cell = &image->cells[i];
    if (cell->spare != NULL) continue;
    if (linker_add(image->region, cell->bytes, cell->size, cell->nucleus ? GRAPH_NUCLEUS : 0, &cell->index, &error) !=
            OK ||
        linker_add_symbols(image->region, cell->index, cell->bytes, cell->size, &error) != OK)
      fail_cell(image, cell, &error);
  }
  if (linker_set_entry(image->region, image->entry_cell, image->entry_function, &error) != OK)
    image_fail(image, "%s", error.text);
}

static bool is_spare(const struct image *image, const char *label) {
  const struct graph_spare *spare;
  for (uint32_t i = 0; (spare = graph_spare(image->region, i)) != NULL; i++)
    if (strcmp(graph_string(image->region, spare->label), label) == 0) return true;
  return false;
}

// Each is read as the running system would read it, and all that it needs must be there, as a cell or as another spare.
static void add_spares(struct image *image) {
  struct linker_elf elf;
  struct linker_error error;
  for (size_t i = 0; i < image->cell_count; i++) {
    struct image_cell *cell = &image->cells[i];
    if (cell->spare == NULL) continue;
    size_t size = cell->size;
    uint8_t *bytes = image->types ? cell->bytes : cell_without_book(cell->bytes, cell->size, &size);
    if (linker_add_spare(image->region, cell->spare, bytes, size, &error) != OK) fail_cell(image, cell, &error);
  }
  for (size_t i = 0; i < image->cell_count; i++) {
    const struct image_cell *cell = &image->cells[i];
    if (cell->spare == NULL || linker_read(cell->bytes, cell->size, &elf, &error) != OK) continue;
    for (uint32_t d = 0; d < elf.dep_count; d++)
      if (graph_provider(image->region, elf.deps[d]) == GRAPH_NONE && !is_spare(image, elf.deps[d]))
        image_fail(image, "the spare %s depends on %s, which the image does not have; add it to cells or spares",
                   cell->spare, elf.deps[d]);
  }
}

// The texts of what the linked cells export and use, for the running system to say what differs. A row of its own among the
// spares: no target is named so.
static void add_types(struct image *image) {
  struct book *all = book_open();
  struct buffer text = {0};
  struct linker_error error;
  for (size_t i = 0; i < image->cell_count; i++) {
    if (image->cells[i].spare != NULL) continue;
    struct book *book = book_of(&image->cells[i]);
    const struct book_entry *entry;
    for (uint32_t k = 0; (entry = book_entry(book, k)) != NULL; k++) {
      const struct book_entry *there = book_find(all, NULL, entry->name);
      if (there != NULL && there->hash == entry->hash) continue;
      char *whole = book_text(book, entry);
      book_add(all, entry->word, entry->name, entry->hash, entry->names, whole);
      free(whole);
    }
    book_close(book);
  }
  book_write(all, &text);
  if (linker_add_types(image->region, (const uint8_t *)text.bytes, text.size, &error) != OK)
    image_fail(image, "%s", error.text);
  buffer_free(&text);
  book_close(all);
}

static void report(const struct image *image, const char *path, void (*write)(const struct image *, FILE *)) {
  FILE *out = fopen(path, "wb");
  if (out == NULL) image_fail(image, "cannot write %s: %s", path, strerror(errno));
  write(image, out);
  if (fclose(out) != 0) image_fail(image, "cannot write %s: %s", path, strerror(errno));
}

int main(int count, char **words) {
  static struct image image;
  if (count != 2) {
    fputs("usage: mkimage WORDS; it is run by os_image()\n", stderr);
    return 2;
  }
  size_t size;
  read_words(&image, (char *)image_read_file(&image, words[1], &size));
  image.region = mmap(NULL, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (image.region == MAP_FAILED) image_fail(&image, "no address space: %s", strerror(errno));
  image_read_stub(&image);
  link_cells(&image);
  add_spares(&image);
  if (image.types) add_types(&image);
  image_lay_out(&image);
  image_make_tables(&image);
  image_write(&image);
  report(&image, image.graph, image_write_graph);
  report(&image, image.cells_file, image_write_cells);
  report(&image, image.size, image_write_size);
  report(&image, image.state, image_write_state);
  report(&image, image.state_json, image_write_state_json);
  report(&image, image.debugger, image_write_debugger);
  return 0;
}
