// SPDX-License-Identifier: Apache-2.0
// Runs cellcheck on a golden case.
#include "tools/cellcheck/testing/golden/run.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace {

bool IsHeader(const std::string &name) {
  return name.size() > 2 && name.compare(name.size() - 2, 2, ".h") == 0;
}

std::vector<std::string> CommandOf(const Checker &checker, const Case &golden, const std::string &scratch) {
  std::vector<std::string> command = {checker.program, "--label", golden.label, "--excused"};
  for (const Part &part : golden.parts) {
    command.push_back(!IsHeader(part.name) ? "--source" : part.is_public ? "--public" : "--private");
    command.push_back(scratch + "/" + part.name);
  }
  command.push_back("--");
  command.insert(command.end(), checker.flags.begin(), checker.flags.end());
  // What clang itself warns of is not what a case is about.
  command.insert(command.end(), {"-w", "-iquote", scratch, "-iquote", "tools/cellcheck/testing/golden/include"});
  command.insert(command.end(), golden.flags.begin(), golden.flags.end());
  return command;
}

[[noreturn]] void Become(const std::vector<std::string> &command, int output) {
  std::vector<char *> words;
  for (const std::string &word : command)
    words.push_back(const_cast<char *>(word.c_str()));
  words.push_back(nullptr);
  dup2(output, STDERR_FILENO);
  dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
  execv(words[0], words.data());
  _exit(127);
}

// Standard error of the command, and its status.
std::string Execute(const std::vector<std::string> &command, int *status) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) Become(command, ends[1]);
  close(ends[1]);
  std::string output;
  char piece[4096];
  for (ssize_t got; (got = read(ends[0], piece, sizeof piece)) > 0;)
    output.append(piece, static_cast<size_t>(got));
  close(ends[0]);
  int end = 0;
  waitpid(child, &end, 0);
  *status = WIFEXITED(end) ? WEXITSTATUS(end) : 128 + WTERMSIG(end);
  return output;
}

}  // namespace

std::string ReadFile(const std::string &path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + " cannot be read");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Checker ReadChecker(const std::string &program, const std::string &flags) {
  Checker checker{program, {}};
  std::istringstream stream(ReadFile(flags));
  for (std::string word; std::getline(stream, word);)
    checker.flags.push_back(word);
  return checker;
}

Outcome RunCase(const Checker &checker, const Case &golden) {
  const char *place = std::getenv("TEST_TMPDIR");
  std::string scratch = std::string(place != nullptr ? place : "/tmp") + "/golden.XXXXXX";
  if (mkdtemp(scratch.data()) == nullptr) throw std::runtime_error(scratch + " cannot be made");
  for (const Part &part : golden.parts) {
    std::ofstream file(scratch + "/" + part.name);
    for (const std::string &line : part.lines)
      file << line << "\n";
  }
  Outcome run;
  run.output = Execute(CommandOf(checker, golden, scratch), &run.status);
  run.said = ReadOutput(run.output, scratch);
  std::filesystem::remove_all(scratch);
  return run;
}
