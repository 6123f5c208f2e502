// SPDX-License-Identifier: Apache-2.0
// front_reader: files in a folder of the test's, and the report() that the front calls.
#include "tools/cellcheck/front/front_reader.h"

#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

std::vector<std::string> &Reports() {
  static std::vector<std::string> reports;
  return reports;
}

extern "C" {

void report(struct reports *, enum rule rule, const struct function *, struct place at, const struct note *, uint32_t,
            const char *mend, const char *message, ...) {
  static const char *const names[] = {
#define RULE(identifier, name, line) name,
#include "tools/cellcheck/rules.def"
#undef RULE
  };
  char text[2000];
  va_list arguments;
  va_start(arguments, message);
  vsnprintf(text, sizeof text, message, arguments);
  va_end(arguments);
  std::string file = at.file != nullptr ? at.file : "?";
  std::string place =
      file.substr(file.rfind('/') + 1) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  if (mend == nullptr) abort();
  Reports().push_back(place + ": " + names[rule] + ": " + text);
}

void report_steps(struct reports *, uint64_t) {}

void report_variable(struct reports *, enum rule, const struct variable *, struct place, const struct note *, uint32_t,
                     const char *, const char *, ...) {
  abort();
}
}

FrontReader::FrontReader() {
  const char *base = getenv("TEST_TMPDIR");
  static int count = 0;
  folder_ = std::string(base != nullptr ? base : "/tmp") + "/front" + std::to_string(getpid()) + "." +
            std::to_string(count++);
  std::filesystem::create_directories(folder_);
  flags_ = {"-std=gnu23", "-w", "-nostdlibinc", "--target=x86_64-unknown-none-elf", "-fblocks", "-iquote", folder_};
  Reports().clear();
}

FrontReader::~FrontReader() {
  cell_delete(cell_);
  std::filesystem::remove_all(folder_);
}

std::string FrontReader::Write(const std::string &name, const std::string &text) {
  std::string path = folder_ + "/" + name;
  std::ofstream(path) << text;
  return path;
}

FrontReader &FrontReader::Source(const std::string &name, const std::string &text) {
  sources_.push_back(Write(name, text));
  return *this;
}

FrontReader &FrontReader::PublicHeader(const std::string &name, const std::string &text) {
  public_.push_back(Write(name, text));
  return *this;
}

FrontReader &FrontReader::PrivateHeader(const std::string &name, const std::string &text) {
  private_.push_back(Write(name, text));
  return *this;
}

FrontReader &FrontReader::ForeignHeader(const std::string &name, const std::string &text) {
  Write(name, text);
  return *this;
}

FrontReader &FrontReader::Flag(const std::string &flag) {
  flags_.push_back(flag);
  return *this;
}

struct cell *FrontReader::Read() {
  std::vector<const char *> words[4];
  const std::vector<std::string> *from[] = {&sources_, &public_, &private_, &flags_};
  for (size_t i = 0; i < 4; i++)
    for (const std::string &word : *from[i])
      words[i].push_back(word.c_str());
  struct front_options options = {};
  options.label = "//test";
  options.sources = words[0].data();
  options.public_headers = words[1].data();
  options.private_headers = words[2].data();
  options.flags = words[3].data();
  options.source_count = static_cast<uint32_t>(words[0].size());
  options.public_count = static_cast<uint32_t>(words[1].size());
  options.private_count = static_cast<uint32_t>(words[2].size());
  options.flag_count = static_cast<uint32_t>(words[3].size());
  cell_delete(cell_);
  cell_ = front_read(&options, nullptr);
  return cell_;
}

std::string FrontReader::Dump() {
  if (cell_ == nullptr) return "";
  char *text = nullptr;
  size_t size = 0;
  FILE *file = open_memstream(&text, &size);
  cell_write(cell_, file);
  fclose(file);
  std::istringstream lines(std::string(text, size));
  free(text);
  std::string dump, line, header;
  auto without_folder = [this](std::string text) {
    for (size_t at = text.find(folder_ + "/"); at != std::string::npos; at = text.find(folder_ + "/"))
      text.erase(at, folder_.size() + 1);
    return text;
  };
  while (std::getline(lines, line)) {
    line = line.substr(0, line.rfind("  // "));
    bool is_body = line.rfind("    ", 0) == 0 || line.rfind("  block", 0) == 0;
    if (line.rfind("function ", 0) == 0 || line.rfind("variable", 0) == 0) header = line + "\n";
    if (!is_body) continue;
    dump += without_folder(header + line) + "\n";
    header.clear();
  }
  return dump;
}

const struct function *FrontReader::Function(const std::string &name) const {
  for (uint32_t i = 0; cell_ != nullptr && i < cell_->function_count; i++)
    if (name == cell_->functions[i]->name) return cell_->functions[i];
  return nullptr;
}

const struct variable *FrontReader::Variable(const std::string &name) const {
  for (uint32_t i = 0; cell_ != nullptr && i < cell_->variable_count; i++)
    if (name == cell_->variables[i]->name) return cell_->variables[i];
  return nullptr;
}

const struct type *FrontReader::Record(const std::string &tag) const {
  for (uint32_t i = 0; cell_ != nullptr && i < cell_->type_count; i++)
    if (tag == cell_->types[i]->tag) return cell_->types[i];
  return nullptr;
}
