// SPDX-License-Identifier: Apache-2.0
// note_runner: runs celltool note on one object file.
#pragma once
#include "tools/cell/celltool/celltool_runner.h"
#include "tools/cell/celltool/object_builder.h"

enum { WRITABLE = ELF_SECTION_ALLOC | ELF_SECTION_WRITE };

class Note : public Celltool {
protected:
  Outcome Write(const BuiltObjectFile &object, const std::string &words = "", const std::string &exports = "") {
    WriteBytes("own.o", object.bytes.data(), object.bytes.size());
    WriteBytes("exports", exports.data(), exports.size());
    std::remove("note");
    return Run("note note --label //cells/own --exports exports " + words + " own.o");
  }

  void ExpectRefused(const std::string &sentences, const BuiltObjectFile &object, const std::string &words = "",
                     const std::string &exports = "") {
    Outcome outcome = Write(object, words, exports);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.said, sentences);
    EXPECT_FALSE(Exists("note"));
  }
};

// One exported function that calls another cell's.
inline ObjectBuilder Caller() {
  ObjectBuilder object;
  object.Function("run");
  uint64_t import = object.Import("other_call");
  object.Relocations(ObjectBuilder::FIRST, {{4, import << 32 | ELF_R_PLT32, -4}});
  return object;
}
