// SPDX-License-Identifier: Apache-2.0
// graph: answers questions about the graph of an image on the build machine. docs/questions.md has them all.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/graph/files.h"
#include "tools/graph/tool.h"

static const char usage[] =
    "usage: bazel run //tools/graph -- [--image FILE.elf] QUESTION\n"
    "  why A B                    the shortest way by which cell A depends on B, and the functions of each step\n"
    "  dependents CELL            who depends on it, with which functions, and what nobody would need without them\n"
    "  diff OLD.elf NEW.elf       what one image has and the other has not\n"
    "  plan OLD.elf NEW.elf       the swaps that lead from one to the other: what must swap together, and why\n"
    "  plan OLD.elf FILE.cell...  what the system of OLD.elf says when these are pushed as one set\n"
    "  plan CELL NEW ...          what `swap --plan CELL NEW ...` says there; NEW: a spare, a FILE.cell, or - for "
    "none\n"
    "      --back                 of plan: a lower revision is meant\n"
    "  svg [--output FILE]        draws the graph (graph.svg)\n"
    "  dot [--output FILE]        the same as text for Graphviz (standard output)\n"
    "      --all-edges            of both: dependencies too that follow from others\n"
    "A, B, CELL: a label like //kernel/heap, or its end, heap. Without --image: //images:qemu_x86_64.\n"
    "The exit status is 0; 1 when A does not depend on B, the images differ or a swap is refused; 2 when there is no "
    "answer.\n";

// Where the person is who gave FILE; bazel has gone elsewhere.
static const char *from_caller(const char *file) {
  const char *folder = getenv("BUILD_WORKING_DIRECTORY");
  if (file[0] == '/' || folder == NULL) return file;
  size_t size = strlen(folder) + strlen(file) + 2;
  char *path = malloc(size);
  if (path == NULL) tool_fail("no memory");
  snprintf(path, size, "%s/%s", folder, file);
  return path;
}

enum { WORDS = 64 };

struct words {
  const char *image, *output, *words[WORDS];
  int count;
  bool back;
  struct picture picture;
};

static struct words read_words(int count, char **arguments) {
  struct words words = {};
  for (int i = 1; i < count; i++) {
    const char *word = arguments[i];
    bool has_value = i + 1 < count;
    if (strcmp(word, "--help") == 0) {
      fputs(usage, stdout);
      exit(TOOL_YES);
    } else if (strcmp(word, "--all-edges") == 0) {
      words.picture.all_edges = true;
    } else if (strcmp(word, "--back") == 0) {
      words.back = true;
    } else if (strcmp(word, "--image") == 0 && has_value) {
      words.image = from_caller(arguments[++i]);
    } else if (strcmp(word, "--output") == 0 && has_value) {
      words.output = from_caller(arguments[++i]);
    } else if (strcmp(word, "--default-image") == 0 && has_value) {  // given by the build: relative to here
      words.image = arguments[++i];
    } else if (strcmp(word, "--dot-program") == 0 && has_value) {
      words.picture.dot = arguments[++i];
    } else if ((word[0] == '-' && word[1] != 0) || words.count == WORDS) {
      tool_fail("'%s' is no option, lacks its value, or is a word too many\n%s", word, usage);
    } else {
      words.words[words.count++] = word;
    }
  }
  return words;
}

static int write_dot(const struct image *image, const struct words *words) {
  FILE *out = words->output == NULL ? stdout : fopen(words->output, "w");
  if (out == NULL) tool_fail("cannot write %s: %s", words->output, strerror(errno));
  tool_dot(image, &words->picture, out);
  if (fclose(out) != 0) tool_fail("cannot write the graph: %s", strerror(errno));
  return TOOL_YES;
}

static bool ends(const char *text, const char *end) {
  size_t length = strlen(text), most = strlen(end);
  return length >= most && strcmp(text + length - most, end) == 0;
}

static int plan(const struct words *words) {
  static struct cell_files files;
  if (!ends(words->words[1], ".elf")) {
    if (words->image == NULL) tool_fail("give --image FILE.elf");
    const char *pairs[WORDS];
    for (int i = 1; i < words->count; i++)
      pairs[i - 1] = ends(words->words[i], ".cell") ? from_caller(words->words[i]) : words->words[i];
    return tool_plan(image_read(words->image), pairs, (size_t)words->count - 1, words->back);
  }
  bool one_set = ends(words->words[2], ".cell");
  for (int i = 2; i < words->count; i++) {
    if (ends(words->words[i], ".cell") != one_set || (!one_set && words->count > 3))
      tool_fail("plan: behind OLD.elf stands one NEW.elf, or several FILE.cell");
    files_read(&files, from_caller(words->words[i]));
  }
  return tool_plan_between(image_read(from_caller(words->words[1])), &files, one_set, words->back);
}

static int ask(const struct words *words) {
  const char *question = words->words[0], *output = words->output;
  if (strcmp(question, "diff") == 0)
    return tool_diff(image_read(from_caller(words->words[1])), image_read(from_caller(words->words[2])));
  if (strcmp(question, "plan") == 0) return plan(words);
  if (words->image == NULL) tool_fail("give --image FILE.elf");
  const struct image *image = image_read(words->image);
  if (strcmp(question, "why") == 0) return tool_why(image, words->words[1], words->words[2]);
  if (strcmp(question, "dependents") == 0) return tool_dependents(image, words->words[1]);
  if (strcmp(question, "dot") == 0) return write_dot(image, words);
  return tool_svg(image, &words->picture, output == NULL ? from_caller("graph.svg") : output);
}

int main(int count, char **arguments) {
  static const struct {
    const char *name;
    int words;
  } questions[] = {{"diff", 3}, {"why", 3}, {"dependents", 2}, {"svg", 1}, {"dot", 1}};
  struct words words = read_words(count, arguments);
  const char *question = words.count == 0 ? "" : words.words[0];
  bool known = false;
  for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
    known = known || (strcmp(question, questions[i].name) == 0 && words.count == questions[i].words);
  if (strcmp(question, "plan") == 0)  // a file and files, or pairs
    known = words.count >= 3 && (ends(words.words[1], ".elf") || words.count % 2 == 1);
  if (!known) tool_fail("%s%s\n%s", *question == 0 ? "no question" : "this is not how to ask ", question, usage);
  return ask(&words);
}
