// SPDX-License-Identifier: Apache-2.0
// json: reads JSON (RFC 8259) for tests; whatever is not JSON is an exception.
#pragma once
#include <cctype>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

struct Json {
  enum Kind { kNull, kWord, kNumber, kString, kArray, kObject } kind = kNull;
  std::string text;  // of a string, number or word
  std::vector<Json> items;
  std::map<std::string, Json> members;

  const Json &operator[](const std::string &name) const {
    auto found = members.find(name);
    if (found == members.end()) throw std::runtime_error("no member " + name);
    return found->second;
  }
  const Json &operator[](size_t index) const {
    return items.at(index);
  }
  bool Has(const std::string &name) const {
    return members.count(name) != 0;
  }
};

class JsonReader {
public:
  explicit JsonReader(const std::string &text) : text_(text) {}
  Json Read() {
    Json json = Value();
    Blanks();
    if (at_ != text_.size()) Fail("something behind the end");
    return json;
  }

private:
  [[noreturn]] void Fail(const std::string &why) {
    throw std::runtime_error(why + " at byte " + std::to_string(at_));
  }
  void Blanks() {
    while (at_ < text_.size() && std::string(" \t\r\n").find(text_[at_]) != std::string::npos)
      at_++;
  }
  char Next() {
    if (at_ >= text_.size()) Fail("it ends");
    return text_[at_++];
  }
  bool Take(char wanted) {
    Blanks();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    at_++;
    return true;
  }
  void Need(char wanted) {
    if (!Take(wanted)) Fail(std::string("no ") + wanted);
  }
  // The four digits behind \u: ASCII only.
  char Coded() {
    std::string digits;
    for (int i = 0; i < 4; i++)
      digits += Next();
    if (digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) Fail("no digit");
    unsigned long code = std::stoul(digits, nullptr, 16);
    if (code > 0x7f) Fail("no ASCII");
    return static_cast<char>(code);
  }
  std::string String() {
    Need('"');
    std::string out;
    for (char c; (c = Next()) != '"';) {
      if (static_cast<unsigned char>(c) < ' ') Fail("a control character in a string");
      if (c != '\\') {
        out += c;
        continue;
      }
      c = Next();
      if (std::string("\"\\/bfnrtu").find(c) == std::string::npos) Fail("no such escape");
      out += c == 'u' ? Coded() : c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
    return out;
  }
  Json Value() {
    Json json;
    if (Take('{')) {
      json.kind = Json::kObject;
      while (!Take('}')) {
        if (!json.members.empty()) Need(',');
        Blanks();
        std::string name = String();
        Need(':');
        if (!json.members.emplace(name, Value()).second) Fail("member twice: " + name);
      }
    } else if (Take('[')) {
      json.kind = Json::kArray;
      while (!Take(']')) {
        if (!json.items.empty()) Need(',');
        json.items.push_back(Value());
      }
    } else if (at_ < text_.size() && text_[at_] == '"') {
      json.kind = Json::kString;
      json.text = String();
    } else {
      while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                    std::string("+-.").find(text_[at_]) != std::string::npos))
        json.text += text_[at_++];
      bool is_word = json.text == "true" || json.text == "false" || json.text == "null";
      json.kind = is_word ? Json::kWord : Json::kNumber;
      if (!is_word && (json.text.empty() || json.text.find_first_not_of("0123456789+-.eE") != std::string::npos))
        Fail("no value");
    }
    return json;
  }

  const std::string &text_;
  size_t at_ = 0;
};
