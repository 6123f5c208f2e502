// SPDX-License-Identifier: Apache-2.0
// Lays a `.cell` out as lld does with tools/cell/cell.ld.
#include "kernel/linker/elf_builder.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>

namespace {

enum { PAGE = 4096, FIRST_FUNCTION = 16 };

class Bytes {
public:
  std::vector<uint8_t> bytes;

  uint64_t Align(uint64_t to) {
    while (bytes.size() % to != 0)
      bytes.push_back(0);
    return bytes.size();
  }
  template <typename T>
  uint64_t Add(const T &value) {
    uint64_t at = bytes.size();
    const uint8_t *from = reinterpret_cast<const uint8_t *>(&value);
    bytes.insert(bytes.end(), from, from + sizeof value);
    return at;
  }
  uint64_t Text(const std::string &text) {
    uint64_t at = bytes.size();
    bytes.insert(bytes.end(), text.begin(), text.end());
    bytes.push_back(0);
    return at;
  }
};

std::string Digits(uint64_t hash) {
  char text[17];
  std::snprintf(text, sizeof text, "%016" PRIx64, hash);
  return text;
}

uint64_t RoundUp(uint64_t value, uint64_t to) {
  return (value + to - 1) / to * to;
}

// One building of one cell.
class Layout {
public:
  explicit Layout(const CellBuilder &from) : from_(from) {}

  BuiltCell Build() {
    PlaceContents();
    CollectSymbols();
    WriteRead();
    starts_[LINKER_TEXT] = RoundUp(read_.bytes.size(), PAGE);
    starts_[LINKER_OPS] = RoundUp(starts_[LINKER_TEXT] + text_.bytes.size(), PAGE);
    starts_[LINKER_STATE] = RoundUp(starts_[LINKER_OPS] + ops_.bytes.size(), PAGE);
    link_at_ = RoundUp(starts_[LINKER_STATE] + state_.bytes.size() + from_.zero_state, PAGE);
    WriteLink();
    FixSymbols();
    FixRelocations();
    return WriteFile();
  }

private:
  void PlaceContents() {
    for (const BuiltFunction &function : from_.functions) {
      text_.bytes.resize(RoundUp(text_.bytes.size(), 16) + FIRST_FUNCTION, 0xcc);
      if (function.kcfi) {
        text_.bytes[text_.bytes.size() - 5] = 0xb8;
        std::memcpy(&text_.bytes[text_.bytes.size() - 4], &*function.kcfi, 4);
      }
      places_[function.name] = {LINKER_TEXT, text_.bytes.size(), function.code.size()};
      text_.bytes.insert(text_.bytes.end(), function.code.begin(), function.code.end());
    }
    for (const BuiltObject &object : from_.objects) {
      bool ops = object.word == "ops";
      Bytes &to = ops ? ops_ : state_;
      places_[object.name] = {ops ? LINKER_OPS : LINKER_STATE, to.Align(64), object.bytes.size()};
      to.bytes.insert(to.bytes.end(), object.bytes.begin(), object.bytes.end());
    }
  }

  void AddSymbol(const std::string &name, uint8_t type, bool defined) {
    elf_symbol symbol = {};
    symbol.name = static_cast<uint32_t>(strings_.Text(name));
    symbol.info = static_cast<uint8_t>(ELF_BIND_GLOBAL << 4 | type);
    symbol.section = defined ? 1 : ELF_UNDEFINED;
    indices_[name] = static_cast<uint32_t>(symbols_.size());
    symbols_.push_back(symbol);
  }

  void CollectSymbols() {
    strings_.Text("");
    symbols_.push_back({});
    for (const BuiltRelocation &relocation : from_.relocations)
      if (!relocation.symbol.empty() && !places_.contains(relocation.symbol) && !indices_.contains(relocation.symbol))
        AddSymbol(relocation.symbol, ELF_SYMBOL_NOTYPE, false);
    first_defined_ = static_cast<uint32_t>(symbols_.size());
    for (const BuiltFunction &function : from_.functions)
      if (!function.kind.empty()) AddSymbol(function.name, ELF_SYMBOL_FUNCTION, true);
    for (const BuiltObject &object : from_.objects)
      AddSymbol(object.name, ELF_SYMBOL_OBJECT, true);
  }

  void WriteHash() {
    uint32_t defined = static_cast<uint32_t>(symbols_.size()) - first_defined_;
    hash_ = LinkHere();
    for (uint32_t word : {2u, first_defined_, 1u, 0u, ~0u, ~0u, defined == 0 ? 0 : first_defined_, 0u})
      link_.Add(word);
    for (uint32_t i = 0; i < defined; i++)
      link_.Add(uint32_t{i + 1 == defined ? 1u : 0u});
  }

  // The note, its end, constants and slots.
  void WriteRead() {
    read_.Text(from_.note.value_or(from_.Note()));
    note_size_ = read_.bytes.size() - 1;
    rodata_ = read_.Align(16);
    read_.Text(from_.rodata);
    read_.Align(8);
    for (const BuiltRelocation &relocation : from_.relocations)
      words_.push_back(relocation.place ? 0 : read_.Add(uint64_t{0}));
  }

  // The address of what comes next in what only the linker reads.
  uint64_t LinkHere() {
    return link_at_ + link_.Align(8);
  }

  // With zeros where addresses come later.
  void WriteLink() {
    for (uint32_t word : {4u, 20u, 3u})
      link_.Add(word);
    link_.Text("GNU");
    for (int shift = 56; shift >= 0; shift -= 8)
      link_.bytes.push_back(static_cast<uint8_t>(from_.version >> shift));
    link_.bytes.resize(link_.bytes.size() + 12);
    symbols_at_ = LinkHere();
    link_.bytes.resize(link_.bytes.size() + symbols_.size() * sizeof(elf_symbol));
    WriteHash();
    std::vector<uint64_t> names = {strings_.Text(from_.label)};
    for (const std::string &label : from_.needed)
      names.push_back(strings_.Text(label));
    strings_at_ = LinkHere();
    link_.bytes.insert(link_.bytes.end(), strings_.bytes.begin(), strings_.bytes.end());
    relocations_at_ = LinkHere();
    link_.bytes.resize(link_.bytes.size() + from_.relocations.size() * sizeof(elf_rela));
    WriteDynamic(names);
  }

  uint64_t CountOf(bool slots) {
    uint64_t count = 0;
    for (const BuiltRelocation &relocation : from_.relocations)
      count += (relocation.type == ELF_R_JUMP_SLOT) == slots;
    return count;
  }

  void WriteDynamic(const std::vector<uint64_t> &names) {
    dynamic_ = LinkHere();
    uint64_t others = CountOf(false) * sizeof(elf_rela);
    link_.Add(elf_dynamic{ELF_DT_SONAME, names[0]});
    for (size_t i = 1; i < names.size(); i++)
      link_.Add(elf_dynamic{ELF_DT_NEEDED, names[i]});
    link_.Add(elf_dynamic{ELF_DT_SYMBOLS, symbols_at_});
    link_.Add(elf_dynamic{ELF_DT_SYMBOL_ENTRY, sizeof(elf_symbol)});
    link_.Add(elf_dynamic{ELF_DT_STRINGS, strings_at_});
    link_.Add(elf_dynamic{ELF_DT_STRINGS_SIZE, strings_.bytes.size()});
    link_.Add(elf_dynamic{ELF_DT_GNU_HASH, hash_});
    link_.Add(elf_dynamic{ELF_DT_RELA, relocations_at_});
    link_.Add(elf_dynamic{ELF_DT_RELA_SIZE, others});
    link_.Add(elf_dynamic{ELF_DT_RELA_ENTRY, sizeof(elf_rela)});
    link_.Add(elf_dynamic{ELF_DT_PLT_RELA, relocations_at_ + others});
    link_.Add(elf_dynamic{ELF_DT_PLT_RELA_SIZE, CountOf(true) * sizeof(elf_rela)});
    link_.Add(elf_dynamic{ELF_DT_NULL, 0});
    dynamic_size_ = link_at_ + link_.bytes.size() - dynamic_;
  }

  void FixSymbols() {
    for (auto &[name, index] : indices_) {
      auto place = places_.find(name);
      if (place != places_.end()) {
        symbols_[index].value = starts_[place->second.segment] + place->second.offset;
        symbols_[index].size = place->second.size;
      }
    }
    std::memcpy(&link_.bytes[symbols_at_ - link_at_], symbols_.data(), symbols_.size() * sizeof(elf_symbol));
  }

  void FixRelocations() {
    uint64_t first = relocations_at_ - link_at_;
    uint64_t next[2] = {first, first + CountOf(false) * sizeof(elf_rela)};
    for (size_t i = 0; i < from_.relocations.size(); i++) {
      const BuiltRelocation &relocation = from_.relocations[i];
      if (relocation.place) words_[i] = starts_[*relocation.place] + relocation.offset;
      uint64_t symbol = relocation.symbol.empty() ? 0 : indices_.at(relocation.symbol);
      int64_t base = relocation.addend_of ? static_cast<int64_t>(starts_[*relocation.addend_of]) : 0;
      elf_rela rela = {words_[i], symbol << 32 | relocation.type, base + relocation.addend};
      uint64_t &at = next[relocation.type == ELF_R_JUMP_SLOT];
      std::memcpy(&link_.bytes[at], &rela, sizeof rela);
      at += sizeof rela;
    }
  }

  // Appends a segment's bytes to the file; its memory may be larger.
  elf_segment Load(uint32_t flags, uint64_t address, const std::vector<uint8_t> &bytes, uint64_t more) {
    uint64_t offset = file_.Align(16);
    file_.bytes.insert(file_.bytes.end(), bytes.begin(), bytes.end());
    return {ELF_LOAD, flags, offset, address, address, bytes.size(), bytes.size() + more, 16};
  }

  void WriteSections(elf_header &header) {
    Bytes names;
    names.Text("");
    std::vector<elf_symbol> symbols(1);
    for (const BuiltFunction &function : from_.functions) {
      elf_symbol symbol = {};
      symbol.name = static_cast<uint32_t>(names.Text(function.name));
      symbol.info = ELF_SYMBOL_FUNCTION;
      symbol.section = 1;
      symbol.value = starts_[LINKER_TEXT] + places_[function.name].offset;
      symbol.size = places_[function.name].size;
      symbols.push_back(symbol);
    }
    elf_section sections[3] = {};
    sections[1].type = ELF_SECTION_SYMBOLS;
    sections[1].offset = file_.Align(8);
    sections[1].size = symbols.size() * sizeof(elf_symbol);
    sections[1].link = 2;
    for (const elf_symbol &symbol : symbols)
      file_.Add(symbol);
    sections[2].type = ELF_SECTION_STRINGS;
    sections[2].offset = file_.bytes.size();
    sections[2].size = names.bytes.size();
    file_.bytes.insert(file_.bytes.end(), names.bytes.begin(), names.bytes.end());
    header.section_offset = file_.Align(8);
    header.section_size = sizeof(elf_section);
    header.section_count = 3;
    for (const elf_section &section : sections)
      file_.Add(section);
  }

  BuiltCell WriteFile() {
    std::vector<elf_segment> segments;
    file_.bytes.resize(sizeof(elf_header) + 8 * sizeof(elf_segment));
    segments.push_back(Load(ELF_R, 0, read_.bytes, 0));
    segments.push_back(Load(ELF_R | ELF_X, starts_[LINKER_TEXT], text_.bytes, 0));
    if (!ops_.bytes.empty()) segments.push_back(Load(ELF_R, starts_[LINKER_OPS], ops_.bytes, 0));
    if (!state_.bytes.empty() || from_.zero_state != 0)
      segments.push_back(Load(ELF_R | ELF_W, starts_[LINKER_STATE], state_.bytes, from_.zero_state));
    link_.Align(8);
    elf_segment link = Load(0, link_at_, link_.bytes, 0);
    auto part = [&](uint32_t type, const elf_segment &in, uint64_t at, uint64_t size) {
      segments.push_back({type, ELF_R, in.offset + at - in.address, at, at, size, size, 8});
    };
    part(ELF_DYNAMIC, link, dynamic_, dynamic_size_);
    part(ELF_DELIAS_NOTE, segments[0], 0, note_size_);
    part(ELF_NOTE, link, link_at_, 36);
    segments.push_back(link);
    elf_header header = {};
    const uint8_t ident[] = {0x7f, 'E', 'L', 'F', ELF_CLASS_64, ELF_LITTLE_ENDIAN, 1};
    std::memcpy(header.ident, ident, sizeof ident);
    header.type = ELF_TYPE_DYNAMIC;
    header.machine = ELF_MACHINE_X86_64;
    header.version = 1;
    header.header_size = sizeof header;
    header.program_offset = sizeof header;
    header.program_size = sizeof(elf_segment);
    header.program_count = static_cast<uint16_t>(segments.size());
    if (!from_.stripped) WriteSections(header);
    std::memcpy(file_.bytes.data(), &header, sizeof header);
    std::memcpy(file_.bytes.data() + sizeof header, segments.data(), segments.size() * sizeof(elf_segment));
    return {file_.bytes, words_, rodata_};
  }

  struct Place {
    linker_segment segment;
    uint64_t offset, size;
  };

  const CellBuilder &from_;
  Bytes read_, text_, ops_, state_, link_, strings_, file_;
  std::map<std::string, Place> places_;
  std::map<std::string, uint32_t> indices_;
  std::vector<elf_symbol> symbols_;
  std::vector<uint64_t> words_;
  uint64_t starts_[LINKER_SEGMENTS] = {};
  uint32_t first_defined_ = 0;
  uint64_t link_at_ = 0, symbols_at_ = 0, hash_ = 0, strings_at_ = 0, relocations_at_ = 0;
  uint64_t note_size_ = 0, rodata_ = 0, dynamic_ = 0, dynamic_size_ = 0;
};

}  // namespace

std::string CellBuilder::Note() const {
  std::string text = "delias-cell 3\nlabel " + label + "\n";
  if (revision != 0) text += "revision " + std::to_string(revision) + "\n";
  for (const std::string &interface : provides)
    text += "provides " + interface + "\n";
  for (const std::string &dep : needed)
    text += "dep " + dep + "\n";
  text += "restart " + restart + "\n";
  std::set<std::string> defined, imported;
  for (const BuiltFunction &function : functions) {
    defined.insert(function.name);
    if (function.kind.empty()) continue;
    const std::string arguments = function.kind == "ATOMIC" ? "/" + std::to_string(function.arguments) : "";
    text += function.kind == "callback" ? "callback " + function.name + "\n"
                                        : "export " + function.kind + arguments + " " + function.name + "\n";
    text += "abi " + Digits(function.abi) + " " + function.name + "\n";
  }
  for (const BuiltObject &object : objects) {
    defined.insert(object.name);
    text += object.word + " " + object.name + " " + object.type + "\n";
    text += "schema " + Digits(object.schema) + " " + object.name + "\n";
  }
  for (const BuiltRelocation &relocation : relocations) {
    const std::string &name = relocation.symbol;
    if (name.empty() || defined.contains(name) || !imported.insert(name).second) continue;
    text += "uses " + Digits(uses.contains(name) ? uses.at(name) : BUILT_HASH) + " " + name + "\n";
  }
  return text + more_note;
}

BuiltCell CellBuilder::Build() const {
  return Layout(*this).Build();
}

BuiltFunction Returns(const std::string &name, uint32_t number, const std::string &kind) {
  std::vector<uint8_t> code = {0xb8, 0, 0, 0, 0, 0xc3};  // mov $number, %eax; ret
  std::memcpy(&code[1], &number, 4);
  return {name, kind, code, 0x11110000 + number};
}

std::vector<BuiltFunction> NucleusGates() {
  std::vector<BuiltFunction> gates = {Returns("nucleus_request", 1, "RAW")};
  for (int arguments = 0; arguments <= 6; arguments += 2)
    gates.push_back(Returns("nucleus_atomic_" + std::to_string(arguments), 1, "RAW"));
  return gates;
}
