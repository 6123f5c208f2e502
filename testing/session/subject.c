// SPDX-License-Identifier: Apache-2.0
// subject: what the session's own test types at: a prompt that obeys a few words.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// Shows each byte read up to `last` as a number.
static void show_bytes(int last) {
  for (int byte = 0; byte != last && byte != EOF;) {
    byte = getchar();
    printf("<%02x>", byte);
  }
  printf("\n");
}

static void ask(void) {
  printf("\x1b[6n");
  fflush(stdout);
  show_bytes('R');
}

// Leaves a process behind that keeps the terminal open.
static void leave(void) {
  if (fork() != 0) exit(0);
  for (;;)
    pause();
}

static void obey(const char *word) {
  if (strcmp(word, "bytes") == 0)
    show_bytes('.');
  else if (strcmp(word, "ask") == 0)
    ask();
  else if (strcmp(word, "leave") == 0)
    leave();
  else if (strcmp(word, "die") == 0)
    raise(SIGKILL);
  else if (strncmp(word, "quit ", 5) == 0)
    exit(atoi(word + 5));
  else
    printf("you said '%s'\n", word);
}

int main(void) {
  struct termios settings;
  if (tcgetattr(0, &settings) != 0) return 99;  // no terminal
  settings.c_lflag &= (tcflag_t) ~(ICANON | ECHO | ISIG);
  tcsetattr(0, TCSANOW, &settings);
  setvbuf(stdin, NULL, _IONBF, 0);
  for (char word[80];;) {
    printf("ready> ");
    fflush(stdout);
    if (fgets(word, sizeof word, stdin) == NULL) return 98;
    word[strcspn(word, "\n")] = '\0';
    obey(word);
  }
}
