// SPDX-License-Identifier: Apache-2.0
// json_value: reads JSON as RFC 8259 has it, strictly, for tests of what writes it.
#pragma once
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

struct JsonValue {
  enum Kind { NONE, NUMBER, TEXT, LIST, OBJECT } kind = NONE;
  double number = 0;
  std::string text;  // of a number as written
  std::vector<JsonValue> items;
  std::map<std::string, JsonValue> members;

  const JsonValue &operator[](const std::string &name) const {
    static const JsonValue none;
    auto at = members.find(name);
    return at == members.end() ? none : at->second;
  }

  // Plain text again, members in order of their names.
  std::string Show() const {
    if (kind == NUMBER) return text;
    if (kind == TEXT) return "\"" + text + "\"";
    std::string shown;
    for (const auto &item : items)
      shown += (shown.empty() ? "" : ",") + item.Show();
    for (const auto &[name, value] : members)
      shown += (shown.empty() ? "\"" : ",\"") + name + "\":" + value.Show();
    return kind == LIST ? "[" + shown + "]" : "{" + shown + "}";
  }

  // Nothing: it is no JSON. Knows objects, lists, texts and numbers, which is all that is written.
  static std::optional<JsonValue> Parse(const std::string &json) {
    Reader reader{json};
    JsonValue value;
    if (!reader.Value(value)) return std::nullopt;
    reader.Blanks();
    if (reader.at != json.size()) return std::nullopt;
    return value;
  }

private:
  struct Reader {
    const std::string &json;
    size_t at = 0;

    char Now() const {
      return at < json.size() ? json[at] : '\0';
    }
    void Blanks() {
      while (Now() == ' ' || Now() == '\n' || Now() == '\t' || Now() == '\r')
        at++;
    }
    bool Take(char c) {
      Blanks();
      if (Now() != c) return false;
      at++;
      return true;
    }

    bool Text(std::string &text) {
      if (!Take('"')) return false;
      for (; Now() != '"'; at++) {
        unsigned char c = static_cast<unsigned char>(Now());
        if (c < ' ' || c >= 0x80) return false;
        if (c != '\\') {
          text += Now();
          continue;
        }
        at++;
        if (Now() == '"' || Now() == '\\' || Now() == '/') {
          text += Now();
        } else if (Now() == 'u' && at + 4 < json.size() && json.substr(at + 1, 2) == "00") {
          text += static_cast<char>(strtol(json.substr(at + 1, 4).c_str(), nullptr, 16));
          at += 4;
        } else {
          return false;
        }
      }
      at++;
      return true;
    }

    bool Number(JsonValue &value) {
      size_t start = at;
      if (Now() == '-') at++;
      if (Now() == '0' && isdigit(static_cast<unsigned char>(json[at + 1]))) return false;
      size_t digits = at;
      while (isdigit(static_cast<unsigned char>(Now())))
        at++;
      if (at == digits) return false;
      if (Now() == '.') {
        digits = ++at;
        while (isdigit(static_cast<unsigned char>(Now())))
          at++;
        if (at == digits) return false;
      }
      value.kind = NUMBER;
      value.text = json.substr(start, at - start);
      value.number = strtod(value.text.c_str(), nullptr);
      return true;
    }

    bool Value(JsonValue &value) {
      Blanks();
      if (Now() == '"') {
        value.kind = TEXT;
        return Text(value.text);
      }
      if (Take('{')) {
        value.kind = OBJECT;
        if (Take('}')) return true;
        do {
          std::string name;
          Blanks();
          if (!Text(name) || !Take(':') || value.members.count(name) != 0 || !Value(value.members[name])) return false;
        } while (Take(','));
        return Take('}');
      }
      if (Take('[')) {
        value.kind = LIST;
        if (Take(']')) return true;
        do {
          value.items.emplace_back();
          if (!Value(value.items.back())) return false;
        } while (Take(','));
        return Take(']');
      }
      return Number(value);
    }
  };
};
