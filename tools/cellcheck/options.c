// SPDX-License-Identifier: Apache-2.0
// Reads the command line; each thing that is wrong with it is one sentence.
#include "tools/cellcheck/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/cellcheck/report/memory.h"

const char options_usage[] =
    "usage: cellcheck --label LABEL --source FILE... [--public HEADER...] [--private HEADER...] [option...] -- "
    "FLAG...\n"
    "       cellcheck --explain [RULE]\n"
    "Holds one cell, all its sources and headers, against the dialect of C that docs/cellcheck.md describes.\n"
    "FLAG: those that the cell is compiled with.\n"
    "  --sarif FILE    writes what is found as SARIF 2.1.0\n"
    "  --stamp FILE    writes the counts, and each CELL_UNSAFE with its reason\n"
    "  --text FILE     writes what is said on standard error there, too\n"
    "  --mode report   tells what is found and ends with 0 nevertheless; --mode error, the default, does not\n"
    "  --excused       tells also what a CELL_UNSAFE excuses\n"
    "  --times         tells how long reading and checking took, and how many steps\n"
    "  --dump          prints the cell as the rules read it, and checks nothing\n"
    "  --explain RULE  tells what the rule is for, with an example and its mend; without RULE the list of them\n"
    "Ends with 0: nothing found, 1: something found, 2: these words are wrong or a source does not compile.\n";

struct reader {
  struct options *options;
  char **words;
  int count, at;
};

static bool refuse(const char *format, const char *word) {
  fputs("error: cellcheck: ", stderr);
  fprintf(stderr, format, word);
  fputc('\n', stderr);
  return false;
}

// The word behind an option.
static bool take(struct reader *reader, const char **value) {
  const char *option = reader->words[reader->at];
  if (*value != NULL) return refuse("%s is given twice; keep one", option);
  if (reader->at + 1 >= reader->count || strncmp(reader->words[reader->at + 1], "--", 2) == 0)
    return refuse("%s needs a value behind it", option);
  *value = reader->words[++reader->at];
  return true;
}

static bool check_file(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) {
    fprintf(stderr, "error: cellcheck: %s cannot be read: %s; name the sources and headers of the cell\n", path,
            strerror(errno));
    return false;
  }
  if (S_ISDIR(status.st_mode)) return refuse("%s is a folder; name the files in it", path);
  if (!S_ISREG(status.st_mode)) return refuse("%s is no ordinary file; copy it to one", path);
  if (status.st_size == 0) return refuse("%s is empty; take it out of the cell, or write what belongs there", path);
  return true;
}

// The words behind an option up to the next one.
static bool take_files(struct reader *reader, const char *const **files, uint32_t *count) {
  const char *option = reader->words[reader->at];
  const char **list = (const char **)*files;
  uint32_t before = *count;
  while (reader->at + 1 < reader->count && strncmp(reader->words[reader->at + 1], "--", 2) != 0) {
    const char *path = reader->words[++reader->at];
    if (!check_file(path)) return false;
    list = report_resize(list, *count + 1, sizeof *list);
    list[(*count)++] = path;
    *files = list;
  }
  return *count != before || refuse("%s needs a file behind it", option);
}

static bool take_mode(struct reader *reader) {
  const char *mode = NULL;
  if (!take(reader, &mode)) return false;
  reader->options->only_reports = strcmp(mode, "report") == 0;
  return reader->options->only_reports || strcmp(mode, "error") == 0 ||
         refuse("--mode %s: no such mode; it is report or error", mode);
}

static bool take_explain(struct reader *reader) {
  struct options *options = reader->options;
  options->wants_explain = true;
  return reader->at + 1 >= reader->count || take(reader, &options->explain);
}

static bool read_word(struct reader *reader) {
  struct options *options = reader->options;
  struct front_options *front = &options->front;
  const char *word = reader->words[reader->at];
  const struct {
    const char *word;
    bool *flag;
  } flags[] = {{"--dump", &options->wants_dump},
               {"--excused", &options->wants_excused},
               {"--help", &options->wants_help},
               {"--times", &options->wants_times}};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (strcmp(word, flags[i].word) == 0) return *flags[i].flag = true;
  if (strcmp(word, "--label") == 0) return take(reader, &front->label);
  if (strcmp(word, "--sarif") == 0) return take(reader, &options->sarif);
  if (strcmp(word, "--stamp") == 0) return take(reader, &options->stamp);
  if (strcmp(word, "--text") == 0) return take(reader, &options->text);
  if (strcmp(word, "--mode") == 0) return take_mode(reader);
  if (strcmp(word, "--explain") == 0) return take_explain(reader);
  if (strcmp(word, "--source") == 0) return take_files(reader, &front->sources, &front->source_count);
  if (strcmp(word, "--public") == 0) return take_files(reader, &front->public_headers, &front->public_count);
  if (strcmp(word, "--private") == 0) return take_files(reader, &front->private_headers, &front->private_count);
  if (word[0] == '-')
    return refuse("no such option: %s; cellcheck --help lists them, and flags of the compiler stand behind --", word);
  return refuse("%s stands behind no option; say --source, --public or --private before it", word);
}

bool options_read(struct options *options, int count, char **words) {
  struct reader reader = {.options = options, .words = words, .count = count, .at = 1};
  *options = (struct options){0};
  for (; reader.at < count && strcmp(words[reader.at], "--") != 0; reader.at++)
    if (!read_word(&reader)) return false;
  struct front_options *front = &options->front;
  if (reader.at < count) {
    front->flags = (const char *const *)&words[reader.at + 1];
    front->flag_count = (uint32_t)(count - reader.at - 1);
  }
  if (options->wants_help || options->wants_explain) return true;
  if (front->label == NULL)
    return refuse("%s is missing; give the label of the cell, as --label //kernel/heap", "--label");
  if (strncmp(front->label, "//", 2) != 0 && front->label[0] != '@')
    return refuse("--label %s: no label; it begins with //, as //kernel/heap", front->label);
  if (front->source_count + front->public_count + front->private_count == 0)
    return refuse("%s has nothing to check; give its files with --source, --public and --private", front->label);
  return true;
}

void options_free(struct options *options) {
  free((void *)options->front.sources);
  free((void *)options->front.public_headers);
  free((void *)options->front.private_headers);
}
