// SPDX-License-Identifier: Apache-2.0
// Joins neighbouring spans and packs them into as few words of the journal as its formats allow.
#include "tools/journal/records.h"

#include <algorithm>

using namespace llvm;

namespace journal {
namespace {

constexpr uint64_t kRangeMark = UINT64_C(1) << 30;
// Bits of the offset of each field in a descriptor of 1, 2, 3 and 4 fields.
constexpr unsigned kOffsetBits[] = {26, 12, 7, 5};

unsigned Logarithm(unsigned size) {
  return size == 8 ? 3 : size == 4 ? 2 : size == 2 ? 1 : 0;
}

// Never by address: the same source must give the same object.
std::vector<std::vector<Span>> ByBase(const std::vector<Span> &spans) {
  std::vector<std::vector<Span>> bases;
  for (const Span &span : spans) {
    auto same = std::find_if(bases.begin(), bases.end(), [&](const auto &base) { return base[0].base == span.base; });
    if (same == bases.end())
      bases.push_back({span});
    else
      same->push_back(span);
  }
  return bases;
}

std::vector<Span> Joined(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](const Span &a, const Span &b) { return a.offset < b.offset; });
  std::vector<Span> joined;
  for (const Span &span : spans)
    if (!joined.empty() && span.offset <= joined.back().end)
      joined.back().end = std::max(joined.back().end, span.end);
    else
      joined.push_back(span);
  return joined;
}

// Cuts [offset, end) into fields that lie at multiples of their sizes.
void Cut(int64_t offset, int64_t end, std::vector<Field> &fields) {
  while (offset < end) {
    unsigned size = 8;
    while (offset % size != 0 || offset + (int64_t)size > end)
      size /= 2;
    fields.push_back({offset, size});
    offset += size;
  }
}

Record Range(Value *base, int64_t offset, int64_t end) {
  Record record{Record::kRange, base, offset, {}, kRangeMark | uint64_t(end - offset)};
  for (int64_t at = offset; at < end; at += 8)
    record.fields.push_back({at - offset, 8});
  return record;
}

bool Fits(const Field &field, int64_t anchor, unsigned count) {
  int64_t offset = field.offset - anchor;
  return offset >= 0 && offset % field.size == 0 && offset / field.size < INT64_C(1) << kOffsetBits[count - 1];
}

bool Fit(const Field *fields, unsigned count, int64_t anchor) {
  return std::all_of(fields, fields + count, [&](const Field &field) { return Fits(field, anchor, count); });
}

Record Packed(Value *base, const Field *fields, unsigned count, int64_t anchor) {
  Record record{Record::kFields, base, anchor, {}, count - 1};
  unsigned shift = 2;
  for (unsigned i = 0; i < count; i++) {
    uint64_t offset = fields[i].offset - anchor;
    record.fields.push_back({int64_t(offset), fields[i].size});
    record.descriptor |= uint64_t(Logarithm(fields[i].size)) << shift | offset / fields[i].size << (shift + 2);
    shift += 2 + kOffsetBits[count - 1];
  }
  return record;
}

// The largest multiple of 8 that is not above offset: a field stays at a multiple of its size.
int64_t AnchorFor(int64_t offset) {
  return offset & ~INT64_C(7);
}

// The record of as many of the fields as fit into one.
Record Next(Value *base, const Field *fields, unsigned count) {
  for (count = std::min(count, 4u); count > 1; count--)
    for (int64_t anchor : {INT64_C(0), AnchorFor(fields[0].offset)})
      if (Fit(fields, count, anchor)) return Packed(base, fields, count, anchor);
  if (fields[0].size == 8) return {Record::kWord, base, fields[0].offset, {{0, 8}}, 0};
  return Packed(base, fields, 1, Fit(fields, 1, 0) ? 0 : fields[0].offset);
}

}  // namespace

std::vector<Record> LayOut(const std::vector<Span> &spans) {
  std::vector<Record> records;
  for (const std::vector<Span> &of_base : ByBase(spans)) {
    Value *base = of_base[0].base;
    std::vector<Field> fields;
    for (const Span &span : Joined(of_base)) {
      // From five words on a range needs fewer instructions than descriptors do.
      int64_t words = (span.end - span.offset) / 8, cut = words > 4 ? span.offset + words * 8 : span.offset;
      if (cut != span.offset) records.push_back(Range(base, span.offset, cut));
      Cut(cut, span.end, fields);
    }
    for (size_t i = 0; i < fields.size(); i += records.back().fields.size())
      records.push_back(Next(base, &fields[i], fields.size() - i));
  }
  return records;
}

}  // namespace journal
