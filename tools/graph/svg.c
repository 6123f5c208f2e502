// SPDX-License-Identifier: Apache-2.0
// The picture: hands the text to Graphviz's dot, which lays it out and writes the file.
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/graph/tool.h"

extern char **environ;

int tool_svg(const struct image *image, const struct picture *picture, const char *file) {
  char text[] = "/tmp/delias-graph.XXXXXX";
  int status = 0;
  pid_t dot;
  if (picture->dot == NULL) tool_fail("give --dot-program FILE, or ask for `dot` and draw it yourself");
  int descriptor = mkstemp(text);
  FILE *out = descriptor < 0 ? NULL : fdopen(descriptor, "w");
  if (out == NULL) tool_fail("cannot write %s: %s", text, strerror(errno));
  tool_dot(image, picture, out);
  bool written = fclose(out) == 0;
  char *const words[] = {(char *)picture->dot, "-Tsvg", "-o", (char *)file, text, NULL};
  if (written) errno = posix_spawn(&dot, picture->dot, NULL, NULL, words, environ);
  bool started = written && errno == 0;
  if (started && waitpid(dot, &status, 0) != dot) status = -1;
  unlink(text);
  if (!written) tool_fail("cannot write %s: the disk may be full", text);
  if (!started) tool_fail("cannot start %s: %s", picture->dot, strerror(errno));
  if (status != 0) tool_fail("%s has not drawn %s; it may have said why", picture->dot, file);
  printf("%s: %u cells of %s\n", file, image->walk.count, image_name(image));
  return TOOL_YES;
}
